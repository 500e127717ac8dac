package dev.taskflow.rules;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When the time-outs of a task's current attempt are due (T5): exactly those for which a timer is set. Rows of 0.1 have none,
 * although their timers are set.
 *
 * @param startAt null: the attempt has started, or has all the time to start
 * @param runAt null: the attempt has not started, or has all the time to run
 * @param heartbeatAt where the timer stands that looks for signs of life. They do not move it; it is moved when it is met
 */
public record Timeouts(@Nullable Instant startAt, @Nullable Instant runAt, @Nullable Instant heartbeatAt) {
    /** No time-out is set. */
    public static final Timeouts NONE = new Timeouts(null, null, null);

    /** The times, or {@link #NONE} if there are none. */
    public static Timeouts of(@Nullable Instant startAt, @Nullable Instant runAt, @Nullable Instant heartbeatAt) {
        return startAt == null && runAt == null && heartbeatAt == null
                ? NONE
                : new Timeouts(startAt, runAt, heartbeatAt);
    }
}
