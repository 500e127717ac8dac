package dev.taskflow.rules;

import java.time.Duration;
import java.time.Instant;

/**
 * The time of the processor when it decides. In normal life both clocks show the same.
 *
 * @param steady by the clock that never steps back; all durations count from it
 * @param wall by the wall clock; absolute times that clients give ({@code deadline}, {@code wakeAt}) are compared with it
 */
public record ProcessorTime(Instant steady, Instant wall) {
    /** Both clocks show this time. */
    public static ProcessorTime at(Instant time) {
        return new ProcessorTime(time, time);
    }

    /** When a duration that begins now is over, by the steady clock. */
    Instant after(Duration duration) {
        return steady.plus(duration);
    }
}
