package dev.taskflow.rules;

import dev.taskflow.v1.TaskStatus;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Timers that 0.1 has set: its rows do not say when they are due, so they are known by what they can be about. */
final class OldRows {
    private OldRows() {}

    /** Whether the timer may be the one with which a walk goes on. */
    static boolean mayHaveSet(Timer timer, Flow flow) {
        Sweep sweep = flow.upkeep().sweep();
        return timer.kind() == Timer.Kind.SWEEP && sweep != null && sweep.dueAt() == null;
    }

    /** Whether the timer may be a time-out of the task's current attempt. Rows of today know theirs, as each attempt has all. */
    static boolean mayHaveSet(Timer timer, Task task) {
        if (!task.isActive() || task.attempt() != timer.attempt() || task.nextAttemptAt() != null) {
            return false;
        }
        boolean queued = task.status() == TaskStatus.QUEUED;
        Timeouts timeouts = task.timeouts();
        return switch (timer.kind()) {
            case START_TIMEOUT ->
                queued
                        && timeouts.startAt() == null
                        && isNotBefore(timer, task.createdAt(), task.spec().getStartTimeoutMs());
            case RUN_TIMEOUT ->
                !queued
                        && timeouts.runAt() == null
                        && isNotBefore(timer, task.startedAt(), task.spec().getRunTimeoutMs());
            case HEARTBEAT_TIMEOUT ->
                !queued
                        && timeouts.heartbeatAt() == null
                        && task.spec().getHeartbeatTimeoutMs().isPresent();
            case RETRY, TASK_GRACE, FLOW_GRACE, WAKE, DEADLINE, SWEEP, PRUNE -> false;
        };
    }

    /** Whether the timer can be of this task, and not of a namesake in a flow that was pruned (S3). */
    private static boolean isNotBefore(Timer timer, @Nullable Instant begun, Optional<Long> millis) {
        return begun != null
                && millis.map(begun::plusMillis)
                        .map(due -> !timer.dueAt().isBefore(due))
                        .orElse(false);
    }
}
