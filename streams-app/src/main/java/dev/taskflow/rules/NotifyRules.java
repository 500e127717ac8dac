package dev.taskflow.rules;

import dev.taskflow.v1.RejectionCode;
import dev.taskflow.v1.SetNotifyPolicy;
import java.util.List;

/**
 * {@code SetNotifyPolicy}. It is open to every flow that has not ended, also while it is being cancelled (C7 does not list
 * it), and to a mirrored one. It is no change that a controller needs to see: the revision stays.
 */
final class NotifyRules {

    Decision.Decided decide(Received received, SetNotifyPolicy set) {
        Transition transition = received.transition();
        if (received.isRedelivery()) {
            return transition.replayed(List.of());
        }
        Refusal refusal = received.ifTerminal();
        refusal = refusal != null ? refusal : received.unlessRevisionMatches();
        String runId = set.getRunId().orElse(null);
        if (refusal == null && runId != null && transition.task(runId) == null) {
            refusal = new Refusal(
                    RejectionCode.NOT_FOUND,
                    "Flow %s has no task %s: check the runId."
                            .formatted(received.flow().id(), runId));
        }
        if (refusal != null) {
            return transition.rejected(refusal, List.of());
        }
        transition.happened(
                runId == null
                        ? new Event.NotifyPolicyChanged(set.getNotifyPolicy())
                        : new Event.TaskNotifyPolicyChanged(runId, set.getNotifyPolicy()));
        return transition.accepted(received.commandId());
    }
}
