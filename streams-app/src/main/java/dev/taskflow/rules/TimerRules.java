package dev.taskflow.rules;

import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.TaskError;
import dev.taskflow.v1.TaskStatus;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a due timer means for the flow or task that has set it (C8, K7, T3, T5, T9). */
final class TimerRules {
    private static final String DEADLINE_EXCEEDED = "deadline-exceeded";

    private final Settings settings;
    private final DispatchIds dispatchIds;

    TimerRules(Settings settings, DispatchIds dispatchIds) {
        this.settings = settings;
        this.dispatchIds = dispatchIds;
    }

    Decision decide(Timer timer, StateView stored, DecisionTime now) {
        Flow flow = stored.flow(timer.flowId());
        if (flow == null) {
            return movedOn();
        }
        Transition transition = Transition.of(timer, flow, stored, now, settings);
        return timer.runId() == null ? ofFlow(timer, flow, transition) : ofTask(timer, timer.runId(), transition);
    }

    private static Decision ofFlow(Timer timer, Flow flow, Transition transition) {
        if (!Timers.of(flow).contains(timer) && !OldRows.mayHaveSet(timer, flow)) {
            return movedOn();
        }
        switch (timer.kind()) {
            case WAKE ->
                transition.happened(
                        new Event.FlowUpdated(FlowStatus.RUNNING, flow.currentStep(), flow.stateJson(), Wait.NONE));
            case DEADLINE -> {
                CancelIntent intent = new CancelIntent(transition.occurredAt(), DEADLINE_EXCEEDED, null);
                CancelRules.cancelFlow(transition, intent, transition.graceUntil(null)); // T9
            }
            case FLOW_GRACE -> {
                Children.loseAll(transition); // K7
                Settlement.settleIfDue(transition, null);
            }
            case SWEEP -> {
                Sweep sweep = flow.upkeep().sweep();
                if (sweep != null) {
                    Children.sweep(transition, sweep); // K10
                    Settlement.settleIfDue(transition, null);
                }
            }
            case PRUNE -> {
                return new Decision.Prune(flow); // S2
            }
            case START_TIMEOUT, RUN_TIMEOUT, HEARTBEAT_TIMEOUT, RETRY, TASK_GRACE ->
                throw new IllegalStateException("not a timer of a flow: " + timer);
        }
        return transition.decided();
    }

    private Decision ofTask(Timer timer, String runId, Transition transition) {
        Task task = transition.task(runId);
        if (task == null || (!Timers.of(task).contains(timer) && !OldRows.mayHaveSet(timer, task))) {
            return movedOn();
        }
        switch (timer.kind()) {
            case RETRY -> retry(transition, task);
            case TASK_GRACE ->
                Children.ended(transition, task, TaskStatus.LOST, null, Children.graceElapsed(), null, null); // K7
            case START_TIMEOUT -> startTimeout(transition, task);
            case RUN_TIMEOUT ->
                timedOut(transition, task, TaskStatus.TIMED_OUT, "run-timeout", "the task did not end in time");
            case HEARTBEAT_TIMEOUT -> heartbeatTimeout(timer, transition, task);
            case FLOW_GRACE, WAKE, DEADLINE, SWEEP, PRUNE ->
                throw new IllegalStateException("not a timer of a task: " + timer);
        }
        return transition.decided();
    }

    private static void startTimeout(Transition transition, Task task) {
        if (!Children.stopIfNotReached(transition, task)) {
            timedOut(transition, task, TaskStatus.TIMED_OUT, "start-timeout", "no worker started the task in time");
        }
    }

    private static void heartbeatTimeout(Timer timer, Transition transition, Task task) {
        Instant silentUntil = silentUntil(task);
        if (silentUntil != null && silentUntil.isAfter(timer.dueAt())) { // signs of life write no timers of their own
            transition.happened(new Event.HeartbeatTimerMoved(task.runId(), silentUntil));
        } else {
            timedOut(transition, task, TaskStatus.LOST, "heartbeat-missed", "the worker gave no sign of life in time");
        }
    }

    /** Until when the task may be silent, given what was heard of it last. */
    private static @Nullable Instant silentUntil(Task task) {
        Instant heard = task.lastEventAt();
        Optional<Long> timeoutMs = task.spec().getHeartbeatTimeoutMs();
        return heard == null ? null : timeoutMs.map(heard::plusMillis).orElse(null);
    }

    private static void timedOut(
            Transition transition, Task task, TaskStatus status, String type, String message) { // T5
        transition.happened(new Event.WorkerToldToStop(task.runId(), type));
        Children.attemptFailed(transition, task, status, null, new TaskError(type, message, true), null);
    }

    private void retry(Transition transition, Task task) {
        if (!Children.stopIfNotReached(transition, task)) {
            transition.happened(new Event.TaskRedispatched(task.runId(), dispatchIds.next())); // T3
        }
    }

    private static Decision movedOn() {
        return new Decision.Ignored(Decision.Reason.MOVED_ON);
    }
}
