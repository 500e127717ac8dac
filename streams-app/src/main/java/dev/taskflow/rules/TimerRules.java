package dev.taskflow.rules;

import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.TaskError;
import dev.taskflow.v1.TaskStatus;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a due timer means for a flow or task that has not moved on (C8, K7, T3, T5, T9). */
final class TimerRules {
    private static final String GRACE_ELAPSED = "cancel-grace-elapsed";
    private static final String DEADLINE_EXCEEDED = "deadline-exceeded";

    private final Settings settings;
    private final DispatchIds dispatchIds;

    TimerRules(Settings settings, DispatchIds dispatchIds) {
        this.settings = settings;
        this.dispatchIds = dispatchIds;
    }

    Decision decide(Timer timer, StateView stored, Now now) {
        Flow flow = stored.flow(timer.flowId());
        if (flow == null) {
            return movedOn();
        }
        Transition transition = Transition.of(flow, stored, now, settings.cancelGrace());
        return timer.runId() == null ? ofFlow(timer, flow, transition) : ofTask(timer, timer.runId(), transition);
    }

    private Decision ofFlow(Timer timer, Flow flow, Transition transition) {
        switch (timer.kind()) {
            case WAKE -> {
                boolean waits = flow.status() == FlowStatus.WAITING || flow.status() == FlowStatus.BLOCKED;
                if (flow.isTerminal()
                        || flow.cancelIntent() != null
                        || !waits
                        || !timer.dueAt().equals(flow.waiting().wakeAt())) {
                    return movedOn();
                }
                transition.happened(
                        new Event.FlowUpdated(FlowStatus.RUNNING, flow.currentStep(), flow.stateJson(), Wait.NONE));
            }
            case DEADLINE -> {
                if (flow.isTerminal()
                        || flow.cancelIntent() != null
                        || !timer.dueAt().equals(flow.origin().deadline())) { // S3: maybe a pruned namesake's
                    return movedOn();
                }
                CancelIntent intent = new CancelIntent(transition.at(), DEADLINE_EXCEEDED, null);
                CancelRules.cancelFlow(transition, intent, transition.graceUntil(null)); // T9
            }
            case FLOW_GRACE -> {
                if (flow.tasks().active() == 0 || !timer.dueAt().equals(flow.graceUntil())) {
                    return movedOn();
                }
                transition.forEachActiveTask(task -> {
                    if (task.cancelRequestedAt() != null) {
                        lose(transition, task); // K7
                    }
                });
            }
            case START_TIMEOUT, RUN_TIMEOUT, HEARTBEAT_TIMEOUT, RETRY, TASK_GRACE -> {
                return movedOn();
            }
        }
        return transition.decided();
    }

    private Decision ofTask(Timer timer, String runId, Transition transition) {
        Task task = transition.task(runId);
        if (task == null || !task.isActive() || task.attempt() != timer.attempt()) {
            return movedOn();
        }
        boolean waitsForRetry = task.nextAttemptAt() != null;
        boolean queued = task.status() == TaskStatus.QUEUED;
        boolean meant =
                switch (timer.kind()) {
                    case START_TIMEOUT ->
                        queued
                                && !waitsForRetry
                                && isNotBefore(
                                        timer, task.createdAt(), task.spec().getStartTimeoutMs());
                    case RETRY -> timer.dueAt().equals(task.nextAttemptAt());
                    case TASK_GRACE -> timer.dueAt().equals(task.graceUntil());
                    case RUN_TIMEOUT ->
                        !queued
                                && isNotBefore(
                                        timer, task.startedAt(), task.spec().getRunTimeoutMs());
                    case HEARTBEAT_TIMEOUT -> !queued;
                    case FLOW_GRACE, WAKE, DEADLINE -> false;
                };
        if (!meant) {
            return movedOn();
        }
        if (timer.kind() == Timer.Kind.HEARTBEAT_TIMEOUT) {
            Instant silentUntil = heartbeatDueAt(task);
            if (silentUntil != null
                    && silentUntil.isAfter(timer.dueAt())) { // signs of life write no timers of their own
                return new Decision.Rescheduled(
                        new Timer(silentUntil, timer.kind(), timer.flowId(), runId, timer.attempt()));
            }
        }
        switch (timer.kind()) {
            case RETRY -> transition.happened(new Event.TaskRedispatched(runId, dispatchIds.next())); // T3
            case TASK_GRACE -> lose(transition, task);
            case START_TIMEOUT ->
                timedOut(transition, task, TaskStatus.TIMED_OUT, "start-timeout", "no worker started the task in time");
            case RUN_TIMEOUT ->
                timedOut(transition, task, TaskStatus.TIMED_OUT, "run-timeout", "the task did not end in time");
            case HEARTBEAT_TIMEOUT ->
                timedOut(
                        transition,
                        task,
                        TaskStatus.LOST,
                        "heartbeat-missed",
                        "the worker gave no sign of life in time");
            case FLOW_GRACE, WAKE, DEADLINE -> throw new IllegalStateException("not a timer of a task: " + timer);
        }
        return transition.decided();
    }

    /** Whether the timer can be of this task, and not of a namesake in a flow that was pruned (S3). */
    private static boolean isNotBefore(Timer timer, @Nullable Instant begun, Optional<Long> millis) {
        return begun != null
                && millis.map(begun::plusMillis)
                        .map(due -> !timer.dueAt().isBefore(due))
                        .orElse(false);
    }

    /** Until when the task's silence lasts, given what was heard of it last. */
    private static @Nullable Instant heartbeatDueAt(Task task) {
        Instant heard = task.lastEventAt();
        return heard == null
                ? null
                : task.spec().getHeartbeatTimeoutMs().map(heard::plusMillis).orElse(null);
    }

    private static void timedOut(
            Transition transition, Task task, TaskStatus status, String type, String message) { // T5
        transition.happened(new Event.WorkerToldToStop(task.runId(), type));
        Children.attemptFailed(transition, task, status, null, new TaskError(type, message, true), null);
    }

    private static void lose(Transition transition, Task task) { // K7
        TaskError error = new TaskError(GRACE_ELAPSED, "the worker did not report after it was told to stop", false);
        Children.ended(transition, task, TaskStatus.LOST, null, error, null, null);
    }

    private static Decision movedOn() {
        return new Decision.Ignored(Decision.Reason.MOVED_ON);
    }
}
