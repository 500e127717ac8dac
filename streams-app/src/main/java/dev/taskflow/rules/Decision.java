package dev.taskflow.rules;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an input leads to. The caller stores {@code flow} and {@code tasks} as they are and turns {@code recorded} into
 * outputs, all in one transaction.
 */
public sealed interface Decision {

    /**
     * State or outputs change, or a command is answered, or both.
     *
     * @param recorded what happened, in order; empty for a rejection or a replay that tells nobody anything
     * @param flow the flow to store; null if no row changes
     * @param tasks the tasks to store
     * @param reply the answer to the command; null if the input was none
     * @param timersEnded timers that are set and have lost their meaning
     */
    record Decided(
            List<Recorded> recorded,
            @Nullable Flow flow,
            Collection<Task> tasks,
            @Nullable Reply reply,
            List<Timer> timersEnded)
            implements Decision {
        /** A decision that ends no timer. */
        public Decided(List<Recorded> recorded, @Nullable Flow flow, Collection<Task> tasks, @Nullable Reply reply) {
            this(recorded, flow, tasks, reply, List.of());
        }
    }

    /** The flow and its tasks are to be removed (S2), so many at a time. */
    record Prune(Flow flow) implements Decision {}

    /** The input counts for nothing (A2, T2, T4). */
    record Ignored(Reason reason) implements Decision {}

    /** A task event that no worker should have sent; it goes to the dead letters (X4). */
    record Malformed(String message) implements Decision {}

    /** A timer came too early and is to be looked at again later. */
    record Rescheduled(Timer timer) implements Decision {}

    /** Why an input was ignored; the tag of a metric. */
    enum Reason {
        /** No such flow (T4). */
        UNKNOWN_FLOW,
        /** No such task in the flow (T4). */
        UNKNOWN_TASK,
        /** Of an attempt before the current one (T4). */
        OLD_ATTEMPT,
        /** Its dispatch id is not the current attempt's: stale or forged (A2). */
        WRONG_DISPATCH,
        /** The task has ended: its first end stands (T2). */
        ALREADY_ENDED,
        /** The task has been started already. */
        ALREADY_STARTED,
        /** The flow or task of a timer has moved on. */
        MOVED_ON
    }
}
