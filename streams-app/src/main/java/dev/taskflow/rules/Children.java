package dev.taskflow.rules;

import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.RetryPolicy;
import dev.taskflow.v1.TaskCompleted;
import dev.taskflow.v1.TaskError;
import dev.taskflow.v1.TaskFailurePolicy;
import dev.taskflow.v1.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What happens to children, whatever brings it about: being told to stop, an attempt's failure, an end. */
final class Children {
    private static final String GRACE_ELAPSED = "cancel-grace-elapsed";

    private Children() {}

    /** K2 for every active child; the flow keeps the whole reason, and already knows until when they have to report. */
    static void stopAll(Transition transition, @Nullable String reason) {
        Flow flow = transition.flow();
        Sweep underWay = flow.upkeep().sweep();
        String reached = underWay == null ? null : underWay.afterRunId();
        sweep(transition, Sweep.from(Sweep.Kind.STOP, reached, ShortText.of(reason), flow.ending()));
    }

    /** K7 for every active child: it has not reported in time. */
    static void loseAll(Transition transition) {
        Flow flow = transition.flow();
        Sweep underWay = flow.upkeep().sweep();
        String reason = underWay == null ? null : underWay.reason();
        sweep(transition, Sweep.from(Sweep.Kind.LOSE, null, reason, flow.ending()));
    }

    /** K2 for every active child, and then, whatever they report later, the flow's end (C9). */
    static void stopAllAndEnd(Transition transition, @Nullable String reason, Ending ending) {
        transition.happened(new Event.ChildrenStopped(transition.graceUntil(null)));
        sweep(transition, Sweep.from(Sweep.Kind.STOP, null, ShortText.of(reason), ending));
    }

    /** One step of a walk over the children (K10). What it leaves is done by the flow's next {@code SWEEP} timer. */
    static void sweep(Transition transition, Sweep sweep) {
        String reached = transition.forEachActiveTask(sweep.afterRunId(), task -> {
            if (sweep.kind() == Sweep.Kind.LOSE && task.status() == TaskStatus.RUNNING) {
                lose(transition, task, sweep.reason());
            } else {
                stop(transition, task, sweep.reason(), null);
            }
        });
        if (reached != null && transition.flow().tasks().active() > 0) {
            Instant now = transition.clock().steady(); // it goes on as soon as others have had their turn
            transition.happened(new Event.SweepPaused(sweep.pausedAt(reached, now)));
            return;
        }
        if (transition.flow().isSweeping()) {
            transition.happened(new Event.SweepEnded());
        }
        if (sweep.ending() != null) {
            Settlement.end(transition, sweep.ending());
        }
    }

    private static void lose(Transition transition, Task task, @Nullable String reason) {
        if (task.cancelRequestedAt() == null) { // the walk that was to tell it had not reached it
            transition.happened(new Event.WorkerToldToStop(task.runId(), reason == null ? GRACE_ELAPSED : reason));
        }
        transition.happened(new Event.TaskEnded(task.runId(), TaskStatus.LOST, null, graceElapsed(), null));
    }

    /**
     * K10: all queued children were cancelled when the walk over them began. One that the walk has not reached yet is when
     * something else meets it.
     *
     * @return whether the child was such a one
     */
    static boolean stopIfNotReached(Transition transition, Task task) {
        Sweep sweep = transition.flow().upkeep().sweep();
        if (sweep == null || task.status() != TaskStatus.QUEUED) {
            return false;
        }
        stop(transition, task, sweep.reason(), null);
        Settlement.settleIfDue(transition, null);
        return true;
    }

    /** What a child that has not reported in time ends with (K7). */
    static TaskError graceElapsed() {
        return new TaskError(GRACE_ELAPSED, "the worker did not report after it was told to stop", false);
    }

    /**
     * K2 for one active child: a queued one is cancelled at once, a running one's worker is told.
     *
     * @param graceUntil until when the child has to report if it is stopped by itself; null if its flow is stopping
     */
    static void stop(Transition transition, Task task, @Nullable String reason, @Nullable Instant graceUntil) {
        if (task.status() == TaskStatus.QUEUED) {
            transition.happened(new Event.TaskEnded(task.runId(), TaskStatus.CANCELLED, null, null, null));
            if (task.attempt() > 0) { // also between two attempts: it was dispatched before
                transition.happened(new Event.WorkerToldToStop(task.runId(), reason));
            }
        } else if (task.cancelRequestedAt() == null) {
            transition.happened(new Event.TaskCancelRequested(task.runId(), reason, graceUntil));
        } else {
            transition.happened(new Event.WorkerToldToStop(task.runId(), task.cancelReason()));
        }
    }

    /** The flow's children have until {@code graceUntil} from now on, and are told (K2, C9, K6, T6). */
    static void stopAllWithin(Transition transition, Instant graceUntil, @Nullable String reason) {
        if (transition.flow().tasks().active() > 0) {
            transition.happened(new Event.ChildrenStopped(graceUntil));
            stopAll(transition, reason);
        }
    }

    /** An attempt has failed, timed out or gone silent: try again (T3), or end the task. */
    static void attemptFailed(
            Transition transition,
            Task task,
            TaskStatus status,
            @Nullable String workerId,
            @Nullable TaskError error,
            @Nullable TaskCompleted report) {
        boolean retryable = error == null || error.getRetryable();
        if (retryable && task.hasAttemptsLeft() && mayRetry(transition.flow(), task)) {
            RetryPolicy retry = task.spec().getRetry().orElseThrow();
            Instant notBefore = transition.clock().after(backoff(retry, task, transition.retryJitter()));
            transition.happened(new Event.TaskRetryScheduled(task.runId(), task.attempt() + 1, notBefore, error));
            mirrorStatus(transition, FlowStatus.QUEUED);
        } else {
            ended(transition, task, status, workerId, error, report, null);
        }
    }

    /** The task ends; its flow may fail fast (T6) and may settle. */
    static void ended(
            Transition transition,
            Task task,
            TaskStatus status,
            @Nullable String workerId,
            @Nullable TaskError error,
            @Nullable TaskCompleted report,
            @Nullable String commandId) {
        transition.happened(new Event.TaskEnded(task.runId(), status, workerId, error, report));
        failFastIfDue(transition, task.runId(), status);
        Settlement.settleIfDue(transition, commandId);
    }

    /** T6: the first child that does not succeed stops the others. */
    static void failFastIfDue(Transition transition, String runId, TaskStatus status) {
        Flow flow = transition.flow();
        if (status == TaskStatus.SUCCEEDED
                || flow.isTerminal()
                || flow.cancelIntent() != null
                || flow.failedRunId() != null
                || flow.ending() != null
                || flow.origin().isMirrored()
                || flow.origin().onTaskFailure() != TaskFailurePolicy.CANCEL_SIBLINGS) {
            return;
        }
        transition.happened(new Event.FailFastBegan(runId));
        stopAllWithin(transition, transition.graceUntil(null), "task %s ended %s".formatted(runId, status));
    }

    /** T8: an open mirrored flow shows its task's status. */
    static void mirrorStatus(Transition transition, FlowStatus status) {
        Flow flow = transition.flow();
        if (flow.origin().isMirrored() && !flow.isTerminal() && flow.status() != status) {
            transition.happened(new Event.FlowUpdated(status, flow.currentStep(), flow.stateJson(), flow.waiting()));
        }
    }

    private static boolean mayRetry(Flow flow, Task task) {
        return !flow.isTerminal()
                && flow.cancelIntent() == null
                && flow.failedRunId() == null
                && !flow.isSweeping()
                && task.cancelRequestedAt() == null;
    }

    /**
     * {@code initial * multiplier^(failed attempts - 1)}, at most the policy's maximum, shortened by the jitter. The jitter is
     * the same for the same attempt of the same task.
     */
    private static Duration backoff(RetryPolicy retry, Task task, double jitter) {
        double millis = (double) retry.getInitialBackoffMs() * Math.pow(retry.getMultiplier(), task.attempt() - 1.0);
        double capped = Math.min(millis, (double) retry.getMaxBackoffMs());
        double spread =
                Integer.toUnsignedLong((task.taskId() + task.attempt()).hashCode() * 0x9E3779B9) / (double) (1L << 32);
        return Duration.ofMillis((long) (capped * (1 - jitter * spread)));
    }
}
