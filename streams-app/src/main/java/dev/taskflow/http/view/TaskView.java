package dev.taskflow.http.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.taskflow.http.exchange.Json;
import dev.taskflow.rules.Task;
import dev.taskflow.v1.RetryPolicy;
import dev.taskflow.v1.TaskError;
import dev.taskflow.v1.TaskReceipt;
import dev.taskflow.v1.TaskSpec;
import org.jspecify.annotations.Nullable;

/** The JSON of a task: schema {@code Task} of the OpenAPI document. The dispatch id is nobody's but the worker's (A2). */
public final class TaskView {
    private TaskView() {}

    public static ObjectNode of(Task task, Viewer viewer) {
        TaskSpec spec = task.spec();
        return new View(viewer)
                .put("taskId", task.taskId())
                .put("flowId", task.flowId())
                .put("runId", task.runId())
                .put("runtime", spec.getRuntime())
                .put("label", spec.getLabel().orElse(null))
                .put("parentRunId", spec.getParentRunId().orElse(null))
                .put("status", task.status())
                .put("attempt", task.attempt())
                .put("metadata", spec.getMetadata())
                .put("notifyPolicy", task.notifyPolicy())
                .put("retry", retry(spec.getRetry().orElse(null)))
                .put("startTimeoutMs", spec.getStartTimeoutMs().orElse(null))
                .put("runTimeoutMs", spec.getRunTimeoutMs().orElse(null))
                .put("heartbeatTimeoutMs", spec.getHeartbeatTimeoutMs().orElse(null))
                .put("workerId", task.workerId())
                .put("progressSummary", task.progressSummary())
                .put("summary", task.terminalSummary())
                .put("error", error(task.error()))
                .put("blocked", task.blocked())
                .put("inputContentType", spec.getInputContentType())
                .sensitive("input", spec.getInput(), spec.getInputContentType())
                .put("outputContentType", task.outputContentType())
                .sensitive("output", task.output(), task.outputContentType())
                .put("cancelRequestedAt", task.cancelRequestedAt())
                .put("cancelReason", task.cancelReason())
                .put("graceUntil", task.graceUntil())
                .put("createdAt", task.createdAt())
                .put("updatedAt", task.updatedAt())
                .put("startedAt", task.startedAt())
                .put("endedAt", task.endedAt())
                .put("lastEventAt", task.lastEventAt())
                .put("nextAttemptAt", task.nextAttemptAt())
                .build();
    }

    /** What a command's answer says of a task: schema {@code TaskReceipt}. */
    public static ObjectNode of(TaskReceipt receipt) {
        return Json.object()
                .put("runId", receipt.getRunId())
                .put("taskId", receipt.getTaskId())
                .put("status", receipt.getStatus().name())
                .put("created", receipt.getCreated());
    }

    private static @Nullable ObjectNode retry(@Nullable RetryPolicy retry) {
        return retry == null
                ? null
                : Json.object()
                        .put("maxAttempts", retry.getMaxAttempts())
                        .put("initialBackoffMs", retry.getInitialBackoffMs())
                        .put("multiplier", retry.getMultiplier())
                        .put("maxBackoffMs", retry.getMaxBackoffMs());
    }

    static @Nullable ObjectNode error(@Nullable TaskError error) {
        return error == null
                ? null
                : Json.object()
                        .put("type", error.getType())
                        .put("message", error.getMessage())
                        .put("retryable", error.getRetryable());
    }
}
