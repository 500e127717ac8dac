package dev.taskflow.rules;

import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.TaskError;
import dev.taskflow.v1.TaskStatus;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a due timer means for a flow or task that has not moved on (C8, K7, T3, T5, T9). */
final class TimerRules {
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
        Transition transition = Transition.of(flow, stored, now, settings);
        return timer.runId() == null ? ofFlow(timer, flow, transition) : ofTask(timer, timer.runId(), transition);
    }

    private Decision ofFlow(Timer timer, Flow flow, Transition transition) {
        switch (timer.kind()) {
            case WAKE -> {
                boolean waits = flow.status() == FlowStatus.WAITING || flow.status() == FlowStatus.BLOCKED;
                if (isDecided(flow)
                        || !waits
                        || !timer.dueAt().equals(flow.waiting().wakeAt())) {
                    return movedOn();
                }
                transition.happened(
                        new Event.FlowUpdated(FlowStatus.RUNNING, flow.currentStep(), flow.stateJson(), Wait.NONE));
            }
            case DEADLINE -> {
                if (isDecided(flow)
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
                Children.loseAll(transition); // K7
                Settlement.settleIfDue(transition, null);
            }
            case SWEEP -> {
                Sweep sweep = flow.upkeep().sweep();
                if (sweep == null) {
                    return movedOn();
                }
                Children.sweep(transition, sweep); // K10
                Settlement.settleIfDue(transition, null);
            }
            case PRUNE -> {
                return timer.dueAt().equals(flow.upkeep().pruneAt()) ? new Decision.Prune(flow) : movedOn(); // S2
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
                    case FLOW_GRACE, WAKE, DEADLINE, SWEEP, PRUNE -> false;
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
            case RETRY -> retry(transition, task);
            case TASK_GRACE ->
                Children.ended(transition, task, TaskStatus.LOST, null, Children.graceElapsed(), null, null); // K7
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
            case FLOW_GRACE, WAKE, DEADLINE, SWEEP, PRUNE ->
                throw new IllegalStateException("not a timer of a task: " + timer);
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

    private void retry(Transition transition, Task task) {
        Sweep sweep = transition.flow().upkeep().sweep();
        if (sweep == null) {
            transition.happened(new Event.TaskRedispatched(task.runId(), dispatchIds.next())); // T3
        } else { // K10: cancelled already, though the walk over the children has not reached it
            Children.stop(transition, task, sweep.reason(), null);
            Settlement.settleIfDue(transition, null);
        }
    }

    /** Whether the flow has ended, or is bound to. */
    private static boolean isDecided(Flow flow) {
        return flow.isTerminal() || flow.cancelIntent() != null || flow.ending() != null;
    }

    private static Decision movedOn() {
        return new Decision.Ignored(Decision.Reason.MOVED_ON);
    }
}
