package dev.taskflow.rules;

import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.RejectionCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A well-shaped command with the flow of the id that it names, which may be another owner's.
 *
 * @param flow null: there is none
 */
record AddressedCommand(
        FlowCommand command, @Nullable Flow flow, StateView stored, DecisionTime now, Settings settings) {

    /** The command with its owner's flow; null: the owner has none of this id. */
    @Nullable
    Received received() {
        return flow != null && flow.isOwnedBy(command.getOwnerKey())
                ? new Received(command, flow, stored, now, settings)
                : null;
    }

    /** A1: the same words for no flow at all and for another owner's. */
    Decision.Decided notFound() {
        String message = "There is no flow %s of this owner: check flowId and ownerKey.".formatted(command.getFlowId());
        return Decision.Decided.answer(flow, new Reply.Rejected(RejectionCode.NOT_FOUND, message, null, List.of()));
    }
}
