package dev.taskflow.rules;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something to look at again at a given time. It belongs to the row of a flow or task, which says when it is due, and ends with
 * what it was for. One that the row does not know means nothing when it is met.
 *
 * @param dueAt when, with a precision of milliseconds, by the clock that {@link Kind#isByWallClock} says
 * @param runId the task; null for a timer of the flow itself
 * @param attempt the attempt that the timer is about; 0 for a timer of the flow itself
 */
public record Timer(Instant dueAt, Kind kind, String flowId, @Nullable String runId, int attempt) {

    /** Whether its time has come. */
    public boolean isDue(ProcessorTime now) {
        return !dueAt.isAfter(kind.isByWallClock() ? now.wall() : now.steady());
    }

    /** What is due. The codes are part of the stored keys: a code once given keeps its meaning. */
    public enum Kind {
        /** No {@code TaskStarted} came in time (T5). */
        START_TIMEOUT(1),
        /** The attempt did not end in time (T5). */
        RUN_TIMEOUT(2),
        /** No sign of life came in time (T5). */
        HEARTBEAT_TIMEOUT(3),
        /** The backoff is over (T3). */
        RETRY(4),
        /** A child that was stopped by itself has not reported (K7, K9). */
        TASK_GRACE(5),
        /** Children that were stopped with their flow have not reported (K7). */
        FLOW_GRACE(6),
        /** A waiting flow resumes (C8). */
        WAKE(7),
        /** The flow is not over by its deadline (T9). */
        DEADLINE(8),
        /** A walk over the children goes on (K10). */
        SWEEP(9),
        /** The ended flow has been kept long enough (S2). */
        PRUNE(10);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        /** Whether a client has given the time, so that it is compared with the wall clock; else the steady clock counts. */
        public boolean isByWallClock() {
            return this == WAKE || this == DEADLINE;
        }

        /** What stands for this kind in stored keys; 1 to 255. */
        public int code() {
            return code;
        }

        /** The kind of a stored code, or null if no version so far has given it. */
        public static @Nullable Kind ofCode(int code) {
            for (Kind kind : values()) {
                if (kind.code == code) {
                    return kind;
                }
            }
            return null;
        }
    }
}
