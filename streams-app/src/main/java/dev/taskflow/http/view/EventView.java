package dev.taskflow.http.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.taskflow.v1.FlowEvent;
import dev.taskflow.v1.FlowSettled;
import dev.taskflow.v1.TaskCounts;

/**
 * The JSON of an event: schema {@code Event} of the OpenAPI document. {@code causedBy} is sensitive: it may be a dispatch id,
 * which is the proof that a worker's report counts (A2).
 */
public final class EventView {
    private EventView() {}

    public static ObjectNode of(FlowEvent event, Viewer viewer) {
        return new View(viewer)
                .put("eventId", event.getEventId())
                .put("flowId", event.getFlowId())
                .owner(event.getOwnerKey())
                .put("sequence", (Long) event.getSequence())
                .put("revision", (Long) event.getRevision())
                .put("occurredAt", event.getOccurredAt())
                .sensitive("causedBy", event.getCausedBy().orElse(null))
                .put("type", event.getType())
                .nest("payload", payload(event, viewer))
                .build();
    }

    private static View payload(FlowEvent event, Viewer viewer) {
        View view = new View(viewer);
        event.getFlowCreated().ifPresent(created -> view.put("syncMode", created.getSyncMode())
                .put("controllerId", created.getControllerId().orElse(null))
                .put("goal", created.getGoal())
                .put("status", created.getStatus())
                .put("currentStep", created.getCurrentStep().orElse(null))
                .sensitive("stateJson", created.getStateJson().orElse(null))
                .put("labels", created.getLabels())
                .put("notifyPolicy", created.getNotifyPolicy())
                .put("completion", created.getCompletion())
                .put("onTaskFailure", created.getOnTaskFailure())
                .put("closePolicy", created.getClosePolicy())
                .put("deadline", created.getDeadline().orElse(null)));
        event.getFlowUpdated().ifPresent(updated -> view.put("status", updated.getStatus())
                .put("currentStep", updated.getCurrentStep().orElse(null))
                .sensitive("stateJson", updated.getStateJson().orElse(null))
                .sensitive("waitJson", updated.getWaitJson().orElse(null))
                .put("blockedTaskId", updated.getBlockedTaskId().orElse(null))
                .put("blockedSummary", updated.getBlockedSummary().orElse(null))
                .put("wakeAt", updated.getWakeAt().orElse(null))
                .put("sealed", updated.getSealed()));
        event.getFlowCancelRequested()
                .ifPresent(cancel -> view.put("reason", cancel.getReason().orElse(null))
                        .put("requestedAt", cancel.getRequestedAt()));
        event.getTaskSpawned().ifPresent(spawned -> view.put("runId", spawned.getRunId())
                .put("taskId", spawned.getTaskId())
                .put("runtime", spawned.getRuntime())
                .put("label", spawned.getLabel().orElse(null)));
        event.getTaskStatusChanged().ifPresent(changed -> view.put("runId", changed.getRunId())
                .put("taskId", changed.getTaskId())
                .put("status", changed.getStatus())
                .put("attempt", changed.getAttempt())
                .put("workerId", changed.getWorkerId().orElse(null))
                .put("summary", changed.getSummary().orElse(null))
                .put("error", TaskView.error(changed.getError().orElse(null))));
        event.getTaskProgressed().ifPresent(progressed -> view.put("runId", progressed.getRunId())
                .put("attempt", progressed.getAttempt())
                .put("summary", progressed.getSummary().orElse(null)));
        event.getTaskRetryScheduled().ifPresent(retry -> view.put("runId", retry.getRunId())
                .put("attempt", retry.getAttempt())
                .put("notBefore", retry.getNotBefore()));
        event.getTaskCancelRequested().ifPresent(cancel -> view.put("runId", cancel.getRunId())
                .put("attempt", cancel.getAttempt())
                .put("reason", cancel.getReason().orElse(null)));
        event.getFlowSettled().ifPresent(settled -> settled(view, viewer, settled));
        return view;
    }

    private static void settled(View view, Viewer viewer, FlowSettled settled) {
        TaskCounts tasks = settled.getTasks();
        view.put("flowId", settled.getFlowId())
                .owner(settled.getOwnerKey())
                .put("controllerId", settled.getControllerId().orElse(null))
                .put("syncMode", settled.getSyncMode())
                .put("goal", settled.getGoal())
                .put("status", settled.getStatus())
                .put("revision", (Long) settled.getRevision())
                .put("createdAt", settled.getCreatedAt())
                .put("cancelRequestedAt", settled.getCancelRequestedAt().orElse(null))
                .put("settledAt", settled.getSettledAt())
                .put("summary", settled.getSummary().orElse(null))
                .put("error", settled.getError().orElse(null))
                .put("cancelReason", settled.getCancelReason().orElse(null))
                .put("labels", settled.getLabels())
                .put(
                        "tasks",
                        FlowView.counts(
                                tasks.getTotal(),
                                tasks.getSucceeded(),
                                tasks.getFailed(),
                                tasks.getTimedOut(),
                                tasks.getCancelled(),
                                tasks.getLost(),
                                tasks.getActive()));
        FlowView.origin(view, viewer, settled.getRequesterOrigin().orElse(null));
    }
}
