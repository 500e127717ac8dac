package dev.taskflow.rules;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an input leads to, whole: nothing has to be asked again to carry it out. */
public sealed interface Decision {

    /**
     * State or outputs change, or a command is answered, or both. The caller stores {@code after} and {@code tasks} as they are,
     * sets and ends the timers, and turns {@code events} and {@code reply} into outputs, all in one transaction.
     *
     * @param before the flow as it is stored; null: there is none
     * @param after the flow to store; null: its row does not change
     * @param tasks the tasks to store
     * @param tasksBefore tasks as they are stored, by run id; of those to store, the new ones are not among them
     * @param events what happened, in order; empty for a rejection or a replay that tells nobody anything
     * @param reply the answer to the command; null if the input was none
     * @param timersSet timers that begin
     * @param timersEnded timers that are set and have lost their meaning; never the one that fired, which its caller has taken
     *     out
     */
    record Decided(
            @Nullable Flow before,
            @Nullable Flow after,
            Collection<Task> tasks,
            Map<String, Task> tasksBefore,
            List<Recorded> events,
            @Nullable Reply reply,
            List<Timer> timersSet,
            List<Timer> timersEnded)
            implements Decision {
        /** Answers a command and changes nothing. */
        public static Decided answer(@Nullable Flow before, Reply reply) {
            return new Decided(before, null, List.of(), Map.of(), List.of(), reply, List.of(), List.of());
        }

        /** Whether the decision makes a flow that did not exist. */
        public boolean createsFlow() {
            return before == null && after != null;
        }
    }

    /** The flow and its tasks are to be removed, some at a time (S2). */
    record Prune(Flow flow) implements Decision {}

    /** The input counts for nothing (A2, T2, T4). */
    record Ignored(Reason reason) implements Decision {}

    /** A task event that no worker should have sent; it goes to the dead letters (X4). */
    record Malformed(String message) implements Decision {}

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
