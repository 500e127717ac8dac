package dev.taskflow.it;

import dev.taskflow.v1.TaskSpec;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A flow that was asked for.
 *
 * @param createdAt when its creation was sent, milliseconds since the epoch
 * @param graceMs of its cancel
 * @param deadlineAt when it is cancelled; {@link Long#MAX_VALUE} if never
 * @param specs of its tasks by run id, also of those that are spawned later
 */
record ChaosFlow(String id, Kind kind, long createdAt, long graceMs, long deadlineAt, Map<String, TaskSpec> specs) {
    ChaosFlow(String id, Kind kind, long graceMs, long deadlineAt) {
        this(id, kind, System.currentTimeMillis(), graceMs, deadlineAt, new ConcurrentHashMap<>());
    }

    enum Kind {
        /** Ends with its tasks. */
        SETTLING,
        /** Ends with its tasks, of which some are spawned later, and is sealed then. */
        SEALED,
        /** Ends when its controller says so, after it has waited for a while. */
        FINISHED,
        /** Is cancelled in the middle. */
        CANCELLED,
        /** Is cancelled in the middle, with more children than one step takes. */
        WIDE,
        /** Is cancelled by its deadline. */
        DEADLINE,
        /** Mirrors its one task. */
        MIRRORED,
        /** Stops its tasks when the first fails. */
        SIBLINGS
    }
}
