package dev.taskflow.rules;

import java.time.Instant;

/**
 * When an input is decided.
 *
 * @param stamp the input's own time: a record's timestamp, or when a timer fired. What follows happened then (X3).
 * @param clock the processor's time. Durations count from it, so that a command that waited in the topic leaves workers
 *     and children the whole of their time.
 */
public record Now(Instant stamp, Instant clock) {
    /** An input that is decided at its own time. */
    public static Now at(Instant time) {
        return new Now(time, time);
    }
}
