package dev.taskflow.rules;

import dev.taskflow.v1.TaskStatus;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Invariants of timers: each belongs to a row that waits for it, and ends with what it was for. */
final class TimerChecks {
    private TimerChecks() {}

    static List<Invariant> all() {
        return List.of(
                new Invariant("timers are set exactly for what rows wait for", TimerChecks::timersAreThoseOfRows),
                new Invariant("T5 each attempt has all of its time-outs", TimerChecks::timeoutsAreComplete),
                new Invariant("K7 whoever is told to stop has until a certain time", TimerChecks::stoppingHasAnEnd),
                new Invariant("K7 no grace of an ended flow is put off", TimerChecks::graceIsNotPutOff),
                new Invariant("a timer that no row waits for changes nothing", TimerChecks::staleTimersMeanNothing));
    }

    /** By induction over the steps, this makes the store's timers those of its rows in every reachable state. */
    private static @Nullable String timersAreThoseOfRows(Step step) {
        if (!(step.decision() instanceof Decision.Decided decided)) {
            return null;
        }
        Set<Timer> timers = awaited(step.before());
        if (step.input() instanceof Input.Due due) {
            timers.remove(due.timer());
        }
        for (Timer ended : decided.timersEnded()) {
            if (!timers.remove(ended)) {
                return "%s is ended, but it is not set".formatted(ended);
            }
        }
        for (Timer set : decided.timersSet()) {
            if (!timers.add(set)) {
                return "%s is set, but it is there already".formatted(set);
            }
        }
        Set<Timer> awaited = awaited(step.after());
        return awaited.equals(timers) ? null : "rows wait for %s, set are %s".formatted(awaited, timers);
    }

    /** What the rows wait for, said a second time and otherwise. */
    static Set<Timer> awaited(World world) {
        Set<Timer> awaited = new HashSet<>();
        Flow flow = world.flow();
        if (flow == null) {
            return awaited;
        }
        boolean open = flow.endedAt() == null;
        boolean endIsDecided = !open
                || flow.cancelIntent() != null
                || Optional.ofNullable(flow.upkeep().sweep()).map(Sweep::ending).isPresent();
        if (!endIsDecided) {
            awaits(awaited, flow, Timer.Kind.DEADLINE, flow.origin().deadline());
            awaits(awaited, flow, Timer.Kind.WAKE, flow.waiting().wakeAt());
        }
        Sweep sweep = flow.upkeep().sweep();
        if (sweep != null) {
            awaits(awaited, flow, Timer.Kind.SWEEP, sweep.dueAt());
        }
        boolean someAreActive = world.tasks().values().stream().anyMatch(Task::isActive);
        if (someAreActive && (sweep == null || sweep.kind() == Sweep.Kind.STOP)) {
            awaits(awaited, flow, Timer.Kind.FLOW_GRACE, flow.graceUntil());
        }
        if (!open && !someAreActive) {
            awaits(awaited, flow, Timer.Kind.PRUNE, flow.upkeep().pruneAt());
        }
        world.tasks().values().forEach(task -> awaitsOfTask(awaited, task));
        return awaited;
    }

    private static void awaitsOfTask(Set<Timer> awaited, Task task) {
        switch (task.status()) {
            case QUEUED -> {
                awaits(awaited, task, Timer.Kind.RETRY, task.nextAttemptAt());
                awaits(awaited, task, Timer.Kind.START_TIMEOUT, task.timeouts().startAt());
            }
            case RUNNING -> {
                awaits(awaited, task, Timer.Kind.RUN_TIMEOUT, task.timeouts().runAt());
                awaits(
                        awaited,
                        task,
                        Timer.Kind.HEARTBEAT_TIMEOUT,
                        task.timeouts().heartbeatAt());
                awaits(awaited, task, Timer.Kind.TASK_GRACE, task.graceUntil());
            }
            case SUCCEEDED, FAILED, TIMED_OUT, CANCELLED, LOST, UNSPECIFIED -> {}
        }
    }

    private static void awaits(Set<Timer> awaited, Flow flow, Timer.Kind kind, @Nullable Instant dueAt) {
        if (dueAt != null) {
            awaited.add(new Timer(dueAt, kind, flow.id(), null, 0));
        }
    }

    private static void awaits(Set<Timer> awaited, Task task, Timer.Kind kind, @Nullable Instant dueAt) {
        if (dueAt != null) {
            awaited.add(new Timer(dueAt, kind, task.flowId(), task.runId(), task.attempt()));
        }
    }

    private static @Nullable String timeoutsAreComplete(Step step) {
        if (!step.changedRows()) {
            return null;
        }
        for (Task task : step.after().tasks().values()) {
            boolean queued = task.status() == TaskStatus.QUEUED && task.nextAttemptAt() == null;
            boolean running = task.status() == TaskStatus.RUNNING;
            Timeouts timeouts = task.timeouts();
            boolean complete = (timeouts.startAt() != null)
                            == (queued && task.spec().getStartTimeoutMs().isPresent())
                    && (timeouts.runAt() != null)
                            == (running && task.spec().getRunTimeoutMs().isPresent())
                    && (timeouts.heartbeatAt() != null)
                            == (running && task.spec().getHeartbeatTimeoutMs().isPresent());
            if (!complete) {
                return task.toString();
            }
        }
        return null;
    }

    private static @Nullable String stoppingHasAnEnd(Step step) {
        Flow flow = step.after().flow();
        if (flow == null || !step.changedRows() || flow.graceUntil() != null) {
            return null;
        }
        for (Task task : step.after().tasks().values()) {
            if (task.isActive() && task.cancelRequestedAt() != null && task.graceUntil() == null) {
                return "task %s may stop whenever it likes".formatted(task.runId());
            }
        }
        return null;
    }

    private static @Nullable String graceIsNotPutOff(Step step) {
        Flow was = step.before().flow();
        Flow is = step.after().flow();
        Instant until = was == null || !was.isTerminal() ? null : was.graceUntil();
        return until != null
                        && is != null
                        && (is.graceUntil() == null || is.graceUntil().isAfter(until))
                ? "from %s to %s".formatted(until, is.graceUntil())
                : null;
    }

    private static @Nullable String staleTimersMeanNothing(Step step) {
        boolean stale =
                step.input() instanceof Input.Due due && !awaited(step.before()).contains(due.timer());
        boolean ignored = !step.changedRows() && step.recorded().isEmpty();
        return stale && !ignored ? "%s changed %s".formatted(step.input().name(), step.before()) : null;
    }
}
