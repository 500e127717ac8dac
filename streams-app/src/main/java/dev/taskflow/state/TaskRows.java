package dev.taskflow.state;

import dev.taskflow.rules.Task;
import dev.taskflow.rules.Timeouts;
import dev.taskflow.v1.TaskRecord;
import dev.taskflow.v1.TaskSpec;
import java.nio.ByteBuffer;

/** A task as a row, and back. */
final class TaskRows {
    private TaskRows() {}

    static Task toTask(TaskRecord row) {
        return new Task(
                row.getFlowId(),
                row.getSpec(),
                row.getNotifyPolicy().orElse(null),
                row.getStatus(),
                row.getAttempt(),
                row.getDispatchId(),
                row.getCreatedAt(),
                row.getUpdatedAt(),
                row.getStartedAt().orElse(null),
                row.getEndedAt().orElse(null),
                row.getLastEventAt().orElse(null),
                row.getNextAttemptAt().orElse(null),
                row.getCancelRequestedAt().orElse(null),
                row.getCancelReason().orElse(null),
                row.getGraceUntil().orElse(null),
                row.getWorkerId().orElse(null),
                row.getProgressSummary().orElse(null),
                row.getTerminalSummary().orElse(null),
                row.getError().orElse(null),
                row.getBlocked(),
                row.getOutput().orElse(null),
                row.getOutputContentType().orElse(null),
                Timeouts.of(
                        row.getStartTimeoutAt().orElse(null),
                        row.getRunTimeoutAt().orElse(null),
                        row.getHeartbeatTimeoutAt().orElse(null)));
    }

    static TaskRecord toRecord(Task task) {
        return new TaskRecord(
                task.flowId(),
                task.spec(),
                task.notifyPolicy(),
                task.status(),
                task.attempt(),
                task.dispatchId(),
                task.createdAt(),
                task.updatedAt(),
                task.startedAt(),
                task.endedAt(),
                task.lastEventAt(),
                task.nextAttemptAt(),
                task.cancelRequestedAt(),
                task.cancelReason(),
                task.graceUntil(),
                task.workerId(),
                task.progressSummary(),
                task.terminalSummary(),
                task.error(),
                task.blocked(),
                task.output(),
                task.outputContentType(),
                task.timeouts().startAt(),
                task.timeouts().runAt(),
                task.timeouts().heartbeatAt());
    }

    /** The task as it is stored. Input is the bulk of most tasks: it is kept only while a later dispatch may need it. */
    static Task kept(Task task) {
        if (task.mayBeDispatchedAgain() || !task.spec().getInput().hasRemaining()) {
            return task;
        }
        return task.withSpec(withoutInput(task.spec()));
    }

    private static TaskSpec withoutInput(TaskSpec spec) {
        return new TaskSpec(
                spec.getRunId(),
                spec.getRuntime(),
                spec.getLabel().orElse(null),
                spec.getParentRunId().orElse(null),
                ByteBuffer.allocate(0),
                spec.getInputContentType(),
                spec.getMetadata(),
                spec.getNotifyPolicy().orElse(null),
                spec.getRetry().orElse(null),
                spec.getStartTimeoutMs().orElse(null),
                spec.getRunTimeoutMs().orElse(null),
                spec.getHeartbeatTimeoutMs().orElse(null));
    }
}
