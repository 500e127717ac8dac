package dev.taskflow.rules;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something to look at again at a given time. A timer is never taken back: when it is met it is compared with the state, and
 * means nothing if the flow or task has moved on.
 *
 * @param dueAt when, with a precision of milliseconds
 * @param runId the task; null for a timer of the flow itself
 * @param attempt the attempt that the timer is about; 0 for a timer of the flow itself
 */
public record Timer(Instant dueAt, Kind kind, String flowId, @Nullable String runId, int attempt) {

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
