package dev.taskflow.clock;

import java.time.Instant;
import java.time.InstantSource;
import org.apache.kafka.common.utils.Time;

/**
 * The two clocks of a processor, apart by type. Durations count by the steady one. Points in time that a user has named,
 * {@code deadline} and {@code wakeAt}, go by the wall clock. Safe for any thread.
 *
 * @param source the wall clock, which may be set forward and back at any moment
 * @param steady the clock that Kafka Streams is given, which never steps back
 */
public record ProcessorClock(InstantSource source, Time steady) {

    /** The clocks of this machine. */
    public static ProcessorClock ofSystem() {
        return on(InstantSource.system());
    }

    /** A steady clock on this wall clock. */
    public static ProcessorClock on(InstantSource source) {
        return new ProcessorClock(source, new SteadyTime(source::millis, System::nanoTime));
    }

    /** The wall-clock time. */
    public Instant wall() {
        return source.instant();
    }

    /** The steady time, in milliseconds since the epoch; near the wall clock unless that has stepped. */
    public long steadyMs() {
        return steady.milliseconds();
    }
}
