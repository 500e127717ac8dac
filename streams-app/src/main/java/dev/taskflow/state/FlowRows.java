package dev.taskflow.state;

import dev.taskflow.rules.CancelIntent;
import dev.taskflow.rules.Counts;
import dev.taskflow.rules.Flow;
import dev.taskflow.rules.Origin;
import dev.taskflow.rules.Wait;
import dev.taskflow.v1.FlowRecord;
import dev.taskflow.v1.TaskCounts;

/** A flow as a row, and back. */
final class FlowRows {
    private FlowRows() {}

    static Flow toFlow(FlowRecord row) {
        Origin origin = new Origin(
                row.getFlowId(),
                row.getOwnerKey(),
                row.getCreateCommandId(),
                row.getCreatedAt(),
                row.getSyncMode(),
                row.getControllerId().orElse(null),
                row.getGoal(),
                row.getRequesterOrigin().orElse(null),
                row.getLabels(),
                row.getCompletion(),
                row.getOnTaskFailure(),
                row.getClosePolicy(),
                row.getCancelGraceMs().orElse(null),
                row.getDeadline().orElse(null));
        Wait waiting = new Wait(
                row.getWaitJson().orElse(null),
                row.getBlockedTaskId().orElse(null),
                row.getBlockedSummary().orElse(null),
                row.getWakeAt().orElse(null));
        CancelIntent intent = row.getCancelRequestedAt()
                .map(at -> new CancelIntent(
                        at,
                        row.getCancelReason().orElse(null),
                        row.getCancelCommandId().orElse(null)))
                .orElse(null);
        return new Flow(
                origin,
                row.getStatus(),
                row.getRevision(),
                row.getSequence(),
                row.getNotifyPolicy(),
                row.getCurrentStep().orElse(null),
                row.getStateJson().orElse(null),
                waiting,
                intent,
                row.getGraceUntil().orElse(null),
                row.getSealed(),
                row.getFailedRunId().orElse(null),
                toCounts(row.getTasks()),
                row.getUpdatedAt(),
                row.getStartedAt().orElse(null),
                row.getEndedAt().orElse(null),
                row.getSummary().orElse(null),
                row.getError().orElse(null),
                row.getLastCommandId(),
                row.getEndCommandId().orElse(null),
                UpkeepRows.toUpkeep(row));
    }

    static FlowRecord toRecord(Flow flow) {
        Origin origin = flow.origin();
        Wait waiting = flow.waiting();
        CancelIntent intent = flow.cancelIntent();
        return new FlowRecord(
                origin.flowId(),
                origin.ownerKey(),
                origin.syncMode(),
                origin.controllerId(),
                origin.goal(),
                origin.requesterOrigin(),
                origin.labels(),
                origin.completion(),
                origin.onTaskFailure(),
                origin.closePolicy(),
                origin.cancelGraceMs(),
                origin.deadline(),
                origin.createCommandId(),
                origin.createdAt(),
                flow.status(),
                flow.revision(),
                flow.sequence(),
                flow.notifyPolicy(),
                flow.currentStep(),
                flow.stateJson(),
                waiting.waitJson(),
                waiting.blockedTaskId(),
                waiting.blockedSummary(),
                waiting.wakeAt(),
                intent == null ? null : intent.requestedAt(),
                intent == null ? null : intent.reason(),
                intent == null ? null : intent.commandId(),
                flow.graceUntil(),
                flow.sealed(),
                flow.failedRunId(),
                toCounts(flow.tasks()),
                flow.updatedAt(),
                flow.startedAt(),
                flow.endedAt(),
                flow.summary(),
                flow.error(),
                flow.lastCommandId(),
                flow.endCommandId(),
                UpkeepRows.toRecord(flow.upkeep().sweep()),
                flow.upkeep().timersUntil(),
                flow.upkeep().pruneAt(),
                flow.upkeep().pauses());
    }

    private static Counts toCounts(TaskCounts row) {
        return new Counts(
                row.getTotal(),
                row.getSucceeded(),
                row.getFailed(),
                row.getTimedOut(),
                row.getCancelled(),
                row.getLost(),
                row.getActive());
    }

    private static TaskCounts toCounts(Counts counts) {
        return new TaskCounts(
                counts.total(),
                counts.succeeded(),
                counts.failed(),
                counts.timedOut(),
                counts.cancelled(),
                counts.lost(),
                counts.active());
    }
}
