package dev.taskflow.simulation;

import dev.taskflow.v1.CommandResult;
import dev.taskflow.v1.FlowEvent;
import dev.taskflow.v1.FlowSettled;
import dev.taskflow.v1.TaskCancellation;
import dev.taskflow.v1.TaskDispatch;
import java.util.List;

/**
 * All that one input, or one look at the timers, sent to others.
 *
 * @param ids the CloudEvents ids of the records, but for dead letters
 */
record Sent(
        List<TaskDispatch> dispatches,
        List<TaskCancellation> cancellations,
        List<FlowEvent> events,
        List<FlowSettled> settlements,
        List<CommandResult> results,
        int deadLetters,
        List<String> ids) {

    boolean isNothing() {
        return dispatches.isEmpty()
                && cancellations.isEmpty()
                && events.isEmpty()
                && settlements.isEmpty()
                && results.isEmpty()
                && deadLetters == 0;
    }

    Sent withSettlements(List<FlowSettled> others) {
        return new Sent(dispatches, cancellations, events, others, results, deadLetters, ids);
    }
}
