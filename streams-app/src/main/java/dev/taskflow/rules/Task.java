package dev.taskflow.rules;

import dev.taskflow.status.Statuses;
import dev.taskflow.v1.NotifyPolicy;
import dev.taskflow.v1.TaskError;
import dev.taskflow.v1.TaskSpec;
import dev.taskflow.v1.TaskStatus;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A task as it stands after its last change. Immutable; {@code Evolution} alone makes the next one.
 *
 * @param spec what was asked for; its input is kept only as long as another attempt may need it
 * @param attempt the attempts dispatched so far
 * @param dispatchId identifies the attempt dispatched last (A2)
 * @param nextAttemptAt when the next attempt is dispatched; set exactly while the task waits for it
 * @param cancelRequestedAt when the worker was told to stop; null: it was not
 * @param graceUntil when the task becomes {@code LOST} if it was told to stop by itself (K7, K9)
 * @param lastEventAt when the worker was last heard of, by the processor's clock
 * @param timeouts when the current attempt's time-outs are due
 */
public record Task(
        String flowId,
        TaskSpec spec,
        @Nullable NotifyPolicy notifyPolicy,
        TaskStatus status,
        int attempt,
        String dispatchId,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Instant lastEventAt,
        @Nullable Instant nextAttemptAt,
        @Nullable Instant cancelRequestedAt,
        @Nullable String cancelReason,
        @Nullable Instant graceUntil,
        @Nullable String workerId,
        @Nullable String progressSummary,
        @Nullable String terminalSummary,
        @Nullable TaskError error,
        boolean blocked,
        @Nullable ByteBuffer output,
        @Nullable String outputContentType,
        Timeouts timeouts) {

    /** The task's id within its flow. */
    public String runId() {
        return spec.getRunId();
    }

    /** The task's id among all tasks. */
    public String taskId() {
        return flowId + "/" + spec.getRunId();
    }

    /** Whether the task still counts against its flow. */
    public boolean isActive() {
        return Statuses.isActive(status);
    }

    /** Whether the policy leaves an attempt after the current one (T3). */
    boolean hasAttemptsLeft() {
        return spec.getRetry().map(retry -> attempt < retry.getMaxAttempts()).orElse(false);
    }

    /** Whether a later dispatch may still need the input. */
    public boolean mayBeDispatchedAgain() {
        return isActive() && hasAttemptsLeft();
    }

    /** The same task with another specification. */
    public Task withSpec(TaskSpec other) {
        return Evolution.withSpec(this, other);
    }

    Draft draft() {
        return new Draft(this);
    }

    /** A task being changed; lives within one step of {@code Evolution}. */
    static final class Draft {
        private final String flowId;
        private final Instant createdAt;
        TaskSpec spec;

        @Nullable
        NotifyPolicy notifyPolicy;

        TaskStatus status;
        int attempt;
        String dispatchId;
        Instant updatedAt;

        @Nullable
        Instant startedAt;

        @Nullable
        Instant endedAt;

        @Nullable
        Instant lastEventAt;

        @Nullable
        Instant nextAttemptAt;

        @Nullable
        Instant cancelRequestedAt;

        @Nullable
        String cancelReason;

        @Nullable
        Instant graceUntil;

        @Nullable
        String workerId;

        @Nullable
        String progressSummary;

        @Nullable
        String terminalSummary;

        @Nullable
        TaskError error;

        boolean blocked;

        @Nullable
        ByteBuffer output;

        @Nullable
        String outputContentType;

        Timeouts timeouts;

        private Draft(Task task) {
            flowId = task.flowId;
            createdAt = task.createdAt;
            spec = task.spec;
            notifyPolicy = task.notifyPolicy;
            status = task.status;
            attempt = task.attempt;
            dispatchId = task.dispatchId;
            updatedAt = task.updatedAt;
            startedAt = task.startedAt;
            endedAt = task.endedAt;
            lastEventAt = task.lastEventAt;
            nextAttemptAt = task.nextAttemptAt;
            cancelRequestedAt = task.cancelRequestedAt;
            cancelReason = task.cancelReason;
            graceUntil = task.graceUntil;
            workerId = task.workerId;
            progressSummary = task.progressSummary;
            terminalSummary = task.terminalSummary;
            error = task.error;
            blocked = task.blocked;
            output = task.output;
            outputContentType = task.outputContentType;
            timeouts = task.timeouts;
        }

        Task freeze() {
            return new Task(
                    flowId,
                    spec,
                    notifyPolicy,
                    status,
                    attempt,
                    dispatchId,
                    createdAt,
                    updatedAt,
                    startedAt,
                    endedAt,
                    lastEventAt,
                    nextAttemptAt,
                    cancelRequestedAt,
                    cancelReason,
                    graceUntil,
                    workerId,
                    progressSummary,
                    terminalSummary,
                    error,
                    blocked,
                    output,
                    outputContentType,
                    timeouts);
        }
    }
}
