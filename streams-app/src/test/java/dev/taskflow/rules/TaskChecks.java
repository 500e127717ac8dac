package dev.taskflow.rules;

import dev.taskflow.v1.RetryPolicy;
import dev.taskflow.v1.TaskCompleted;
import dev.taskflow.v1.TaskError;
import dev.taskflow.v1.TaskEvent;
import dev.taskflow.v1.TaskOutcome;
import dev.taskflow.v1.TaskStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Invariants of tasks' rows, and of what workers are told and may report. */
final class TaskChecks {
    private TaskChecks() {}

    static List<Invariant> all() {
        return List.of(
                new Invariant("counts equal rows", TaskChecks::countsEqualRows),
                new Invariant("T2 a terminal task is final", TaskChecks::endIsFinal),
                new Invariant("rows of tasks are sound", TaskChecks::rowsAreSound),
                new Invariant(
                        "K1 no task becomes active after the cancel intent", TaskChecks::nothingStartsAfterIntent),
                new Invariant(
                        "K2 after the intent no child is queued and every worker is told", TaskChecks::allAreTold),
                new Invariant(
                        "K2/T5 workers are told to stop when, and only when, there is a reason",
                        TaskChecks::toldForAReason),
                new Invariant(
                        "K2 a queued child that a walk has not reached is cancelled", TaskChecks::unreachedIsCancelled),
                new Invariant("A2/T4 only the current attempt's reports count", TaskChecks::fence),
                new Invariant("T1/T3 a counted report has its effect", TaskChecks::reportHasItsEffect),
                new Invariant("A2 every attempt has a dispatch id of its own", TaskChecks::dispatchIdsAreFresh));
    }

    private static @Nullable String countsEqualRows(Step step) {
        Flow flow = step.after().flow();
        if (flow == null || !step.changedRows()) {
            return null;
        }
        World world = step.after();
        Counts rows = new Counts(
                world.tasks().size(),
                count(world, TaskStatus.SUCCEEDED),
                count(world, TaskStatus.FAILED),
                count(world, TaskStatus.TIMED_OUT),
                count(world, TaskStatus.CANCELLED),
                count(world, TaskStatus.LOST),
                count(world, TaskStatus.QUEUED) + count(world, TaskStatus.RUNNING));
        return rows.equals(flow.tasks()) ? null : "the flow counts %s, the rows are %s".formatted(flow.tasks(), rows);
    }

    private static int count(World world, TaskStatus status) {
        int count = 0;
        for (Task task : world.tasks().values()) {
            count += task.status() == status ? 1 : 0;
        }
        return count;
    }

    private static @Nullable String endIsFinal(Step step) {
        if (!step.changedRows()) {
            return null;
        }
        for (Task was : step.before().tasks().values()) {
            Task is = step.after().task(was.runId());
            if (is == null) {
                return "task %s vanished".formatted(was.runId());
            }
            if (!was.isActive() && !withoutNotification(was).equals(withoutNotification(is))) {
                return "from %s to %s".formatted(was, is);
            }
        }
        return null;
    }

    private static Task withoutNotification(Task task) {
        Task.Draft draft = task.draft();
        draft.notifyPolicy = null;
        draft.updatedAt = task.createdAt();
        return draft.freeze();
    }

    private static @Nullable String rowsAreSound(Step step) {
        if (!step.changedRows()) {
            return null;
        }
        for (Task task : step.after().tasks().values()) {
            int most = task.spec().getRetry().map(RetryPolicy::getMaxAttempts).orElse(1);
            boolean sound = task.isActive() == (task.endedAt() == null)
                    && (task.status() != TaskStatus.RUNNING || task.startedAt() != null)
                    && (task.nextAttemptAt() == null || task.status() == TaskStatus.QUEUED)
                    && task.attempt() >= 1
                    && task.attempt() <= most;
            if (!sound) {
                return task.toString();
            }
        }
        return null;
    }

    private static @Nullable String nothingStartsAfterIntent(Step step) {
        for (Recorded each : step.recorded()) {
            boolean starts = each.event() instanceof Event.TaskSpawned
                    || each.event() instanceof Event.TaskRetryScheduled
                    || each.event() instanceof Event.TaskRedispatched;
            boolean abandoned = each.event() instanceof Event.TaskRedispatched; // C9: may go on in a flow that ended
            if (starts && (step.before().hasIntent() || each.flow().cancelIntent() != null)) {
                return each.event() + " after the cancel intent";
            }
            if (starts && !abandoned && step.before().isTerminal()) {
                return each.event() + " after the flow's end";
            }
        }
        if (step.before().hasIntent() && step.changedRows()) {
            for (Task task : step.after().tasks().values()) {
                Task was = step.before().task(task.runId());
                if (task.isActive() && (was == null || !was.isActive())) {
                    return "task %s became %s".formatted(task.runId(), task.status());
                }
            }
        }
        return null;
    }

    private static @Nullable String allAreTold(Step step) {
        Flow flow = step.after().flow();
        boolean stopping = flow != null && (flow.cancelIntent() != null || flow.failedRunId() != null);
        boolean notYetReached = flow != null && flow.isSweeping(); // K10
        if (!stopping || notYetReached || !step.changedRows()) {
            return null;
        }
        for (Task task : step.after().tasks().values()) {
            if (task.isActive() && (task.status() == TaskStatus.QUEUED || task.cancelRequestedAt() == null)) {
                return "task %s is %s, told at %s".formatted(task.runId(), task.status(), task.cancelRequestedAt());
            }
        }
        return null;
    }

    private static @Nullable String toldForAReason(Step step) {
        for (Recorded each : step.recorded()) {
            if (each.event() instanceof Event.WorkerToldToStop told) {
                Task was = step.before().task(told.runId());
                Task is = step.after().task(told.runId());
                boolean reason = was != null
                        && is != null
                        && (!is.isActive() || is.cancelRequestedAt() != null || isToBeTriedAgain(was, is));
                if (!reason) {
                    return "%s, but the task goes on as %s".formatted(told, is);
                }
            }
        }
        if (!step.changedRows() || step.input() instanceof Input.Report) {
            return null;
        }
        for (Task was : step.before().tasks().values()) {
            Task is = step.after().task(was.runId());
            if (is != null && isStopped(was, is) && !isTold(step, was)) {
                return "task %s from %s to %s, but its worker is not told"
                        .formatted(was.runId(), was.status(), is.status());
            }
        }
        return null;
    }

    /** All queued children are cancelled when the walk begins; only an outcome that a worker reports still counts (K4). */
    private static @Nullable String unreachedIsCancelled(Step step) {
        Flow flow = step.before().flow();
        boolean reportsOutcome = step.input() instanceof Input.Report report
                && report.event().getCompleted().isPresent();
        if (flow == null || !flow.isSweeping() || reportsOutcome || !step.changedRows()) {
            return null;
        }
        for (Task was : step.before().tasks().values()) {
            Task is = step.after().task(was.runId());
            if (was.status() == TaskStatus.QUEUED
                    && is != null
                    && is.status() != TaskStatus.QUEUED
                    && is.status() != TaskStatus.CANCELLED) {
                return "task %s became %s".formatted(was.runId(), is.status());
            }
        }
        return null;
    }

    /** Whether somebody else than its worker has ended a dispatched attempt, and not for want of an answer (K7). */
    private static boolean isStopped(Task was, Task is) {
        return was.isActive()
                && was.nextAttemptAt() == null
                && (is.status() == TaskStatus.CANCELLED
                        || is.status() == TaskStatus.TIMED_OUT
                        || isToBeTriedAgain(was, is));
    }

    private static boolean isToBeTriedAgain(Task was, Task is) {
        return was.nextAttemptAt() == null && is.nextAttemptAt() != null;
    }

    private static boolean isTold(Step step, Task was) {
        for (Recorded each : step.recorded()) {
            if (each.event() instanceof Event.WorkerToldToStop
                    && each.task() != null
                    && each.task().runId().equals(was.runId())
                    && each.task().dispatchId().equals(was.dispatchId())) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable String fence(Step step) {
        if (!(step.input() instanceof Input.Report report)) {
            return null;
        }
        boolean ignored = !step.changedRows() && step.recorded().isEmpty();
        return isCurrent(step, report.event()) || ignored ? null : "counted: %s".formatted(step.recorded());
    }

    private static boolean isCurrent(Step step, TaskEvent event) {
        Task task = step.before().task(event.getFlowId(), event.getRunId());
        return task != null
                && task.nextAttemptAt() == null
                && task.dispatchId().equals(event.getDispatchId())
                && task.attempt() == event.getAttempt();
    }

    private static @Nullable String reportHasItsEffect(Step step) {
        if (!(step.input() instanceof Input.Report report) || !isCurrent(step, report.event())) {
            return null;
        }
        Task was = step.before().task(report.event().getRunId());
        Task is = step.after().task(report.event().getRunId());
        TaskCompleted completed = report.event().getCompleted().orElse(null);
        if (was == null || is == null || !was.isActive() || step.decision() instanceof Decision.Malformed) {
            return null;
        }
        if (completed == null) {
            Flow flow = step.before().flow();
            boolean cancelled = flow != null && flow.isSweeping() && was.status() == TaskStatus.QUEUED; // K10
            TaskStatus expected = cancelled ? TaskStatus.CANCELLED : TaskStatus.RUNNING;
            return is.status() == expected ? null : "a sign of life left the task " + is.status();
        }
        if (isToBeRetried(step.before(), was, completed)) {
            boolean retried =
                    is.status() == TaskStatus.QUEUED && is.nextAttemptAt() != null && is.attempt() == was.attempt();
            return retried ? null : "no retry is scheduled, the task is " + is.status();
        }
        boolean taken = is.status().name().equals(completed.getOutcome().name());
        return taken ? null : "reported %s, the task is %s".formatted(completed.getOutcome(), is.status());
    }

    /** T3, said a second time and otherwise. */
    private static boolean isToBeRetried(World before, Task was, TaskCompleted completed) {
        boolean failed =
                completed.getOutcome() == TaskOutcome.FAILED || completed.getOutcome() == TaskOutcome.TIMED_OUT;
        boolean retryable = completed.getError().map(TaskError::getRetryable).orElse(true);
        int most = was.spec().getRetry().map(RetryPolicy::getMaxAttempts).orElse(1);
        Flow flow = before.flow();
        boolean stopping = flow == null
                || flow.isTerminal()
                || flow.cancelIntent() != null
                || flow.failedRunId() != null
                || flow.isSweeping()
                || was.cancelRequestedAt() != null;
        return failed && retryable && was.attempt() < most && !stopping;
    }

    private static @Nullable String dispatchIdsAreFresh(Step step) {
        for (Recorded each : step.recorded()) {
            if (each.task() == null
                    || !(each.event() instanceof Event.TaskSpawned || each.event() instanceof Event.TaskRedispatched)) {
                continue;
            }
            for (Task other : step.before().tasks().values()) {
                if (other.dispatchId().equals(each.task().dispatchId())) {
                    return "dispatch id %s is given twice".formatted(other.dispatchId());
                }
            }
        }
        return null;
    }
}
