package dev.taskflow.topology;

import dev.taskflow.rules.CancelIntent;
import dev.taskflow.rules.Counts;
import dev.taskflow.rules.Flow;
import dev.taskflow.rules.Origin;
import dev.taskflow.rules.Reply;
import dev.taskflow.rules.ShortText;
import dev.taskflow.rules.Task;
import dev.taskflow.v1.CommandResult;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.FlowSettled;
import dev.taskflow.v1.RejectionCode;
import dev.taskflow.v1.TaskCancellation;
import dev.taskflow.v1.TaskCounts;
import dev.taskflow.v1.TaskDispatch;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** State as the records that others read; pure translations. */
final class Outputs {
    private Outputs() {}

    static TaskDispatch dispatch(Flow flow, Task task, Instant at) {
        // T5: a run's time counts from its start, which is known at dispatch only by when it has to be.
        Instant startBy = task.timeouts().startAt();
        Instant runDeadline = startBy == null
                ? null
                : task.spec().getRunTimeoutMs().map(startBy::plusMillis).orElse(null);
        return new TaskDispatch(
                task.taskId(),
                task.flowId(),
                task.runId(),
                flow.origin().ownerKey(),
                task.spec().getRuntime(),
                task.attempt(),
                task.dispatchId(),
                task.spec().getLabel().orElse(null),
                task.spec().getInput(),
                task.spec().getInputContentType(),
                task.spec().getMetadata(),
                at,
                runDeadline,
                task.spec().getHeartbeatTimeoutMs().orElse(null));
    }

    static TaskCancellation cancellation(Flow flow, Task task, @Nullable String reason, Instant at) {
        return new TaskCancellation(
                task.taskId(),
                task.flowId(),
                task.runId(),
                task.spec().getRuntime(),
                task.attempt(),
                task.dispatchId(),
                reason,
                task.cancelRequestedAt() != null ? task.cancelRequestedAt() : at,
                earlier(task.graceUntil(), flow.graceUntil()));
    }

    /** K7: a child that was stopped by itself and with its flow has until the earlier of the two. */
    private static @Nullable Instant earlier(@Nullable Instant ofTask, @Nullable Instant ofFlow) {
        if (ofTask == null || ofFlow == null) {
            return ofTask == null ? ofFlow : ofTask;
        }
        return ofTask.isBefore(ofFlow) ? ofTask : ofFlow;
    }

    /** The record of a flow that has ended. */
    static FlowSettled settled(Flow flow) {
        Origin origin = flow.origin();
        CancelIntent intent = flow.cancelIntent();
        return new FlowSettled(
                flow.id(),
                origin.ownerKey(),
                origin.controllerId(),
                origin.syncMode(),
                origin.goal(),
                flow.status(),
                flow.revision(),
                origin.createdAt(),
                intent == null ? null : intent.requestedAt(),
                Objects.requireNonNull(flow.endedAt(), "a settled flow has an end"),
                flow.summary(),
                flow.error(),
                intent == null ? null : intent.reason(),
                origin.requesterOrigin(),
                origin.labels(),
                counts(flow.tasks()));
    }

    /** The same record with short texts, so that it fits; the flow's row has the whole ones. */
    static FlowSettled shortened(FlowSettled settled) {
        return FlowSettled.newBuilder(settled)
                .setSummary(ShortText.of(settled.getSummary().orElse(null)))
                .setError(ShortText.of(settled.getError().orElse(null)))
                .setCancelReason(ShortText.of(settled.getCancelReason().orElse(null)))
                .build();
    }

    static CommandResult result(FlowCommand command, Reply reply, Instant decidedAt) {
        Flow shown = isNotFound(reply) ? null : reply.flow(); // C6
        return new CommandResult(
                command.getCommandId(),
                command.getFlowId(),
                command.getOwnerKey(),
                reply.outcome(),
                reply instanceof Reply.Rejected rejected ? rejected.code() : null,
                reply instanceof Reply.Rejected rejected ? rejected.message() : null,
                shown != null ? shown.revision() : null,
                shown != null ? shown.status() : null,
                shown != null ? shown.endedAt() : null,
                reply.tasks(),
                decidedAt);
    }

    private static boolean isNotFound(Reply reply) {
        return reply instanceof Reply.Rejected rejected && rejected.code() == RejectionCode.NOT_FOUND;
    }

    private static TaskCounts counts(Counts counts) {
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
