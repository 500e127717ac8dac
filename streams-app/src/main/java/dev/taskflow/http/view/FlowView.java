package dev.taskflow.http.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.taskflow.rules.CancelIntent;
import dev.taskflow.rules.Counts;
import dev.taskflow.rules.Flow;
import dev.taskflow.rules.Origin;
import dev.taskflow.v1.DeliveryContext;
import org.jspecify.annotations.Nullable;

/** The JSON of a flow: schema {@code Flow} of the OpenAPI document. */
public final class FlowView {
    private FlowView() {}

    public static ObjectNode of(Flow flow, Viewer viewer) {
        Origin origin = flow.origin();
        CancelIntent intent = flow.cancelIntent();
        View view = new View(viewer)
                .put("flowId", flow.id())
                .owner(origin.ownerKey())
                .put("syncMode", origin.syncMode())
                .put("controllerId", origin.controllerId())
                .put("goal", origin.goal())
                .put("status", flow.status())
                .put("terminal", flow.isTerminal())
                .put("revision", (Long) flow.revision())
                .put("sequence", (Long) flow.sequence())
                .put("currentStep", flow.currentStep())
                .sensitive("stateJson", flow.stateJson())
                .sensitive("waitJson", flow.waiting().waitJson())
                .put("blockedTaskId", flow.waiting().blockedTaskId())
                .put("blockedSummary", flow.waiting().blockedSummary())
                .put("wakeAt", flow.waiting().wakeAt());
        origin(view, viewer, origin.requesterOrigin());
        return view.put("notifyPolicy", flow.notifyPolicy())
                .put("completion", origin.completion())
                .put("onTaskFailure", origin.onTaskFailure())
                .put("closePolicy", origin.closePolicy())
                .put("cancelGraceMs", origin.cancelGraceMs())
                .put("deadline", origin.deadline())
                .put("labels", origin.labels())
                .put("sealed", flow.sealed())
                .put("tasks", counts(flow.tasks()))
                .put("cancelRequestedAt", intent == null ? null : intent.requestedAt())
                .put("cancelReason", intent == null ? null : intent.reason())
                .put("summary", flow.summary())
                .put("error", flow.error())
                .put("createdAt", origin.createdAt())
                .put("updatedAt", flow.updatedAt())
                .put("startedAt", flow.startedAt())
                .put("endedAt", flow.endedAt())
                .build();
    }

    /** The channel is shown; who is behind it is not. */
    static void origin(View view, Viewer viewer, @Nullable DeliveryContext origin) {
        if (origin != null) {
            view.nest(
                    "requesterOrigin",
                    new View(viewer)
                            .put("channel", origin.getChannel())
                            .sensitive("to", origin.getTo().orElse(null))
                            .sensitive("accountId", origin.getAccountId().orElse(null))
                            .sensitive("threadId", origin.getThreadId().orElse(null)));
        }
    }

    private static ObjectNode counts(Counts tasks) {
        return counts(
                tasks.total(),
                tasks.succeeded(),
                tasks.failed(),
                tasks.timedOut(),
                tasks.cancelled(),
                tasks.lost(),
                tasks.active());
    }

    static ObjectNode counts(int total, int succeeded, int failed, int timedOut, int cancelled, int lost, int active) {
        return dev.taskflow.http.exchange.Json.object()
                .put("total", total)
                .put("succeeded", succeeded)
                .put("failed", failed)
                .put("timedOut", timedOut)
                .put("cancelled", cancelled)
                .put("lost", lost)
                .put("active", active);
    }
}
