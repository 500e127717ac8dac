package dev.taskflow.rules;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Invariants of timers: what is due later has a timer, and a timer that the state has left behind means nothing. */
final class TimerChecks {
    private TimerChecks() {}

    static List<Invariant> all() {
        return List.of(
                new Invariant("C8/K7/K10/T3/T9 every due time has its timer", TimerChecks::everyDueTimeHasItsTimer),
                new Invariant("K7 whoever is told to stop has until a certain time", TimerChecks::stoppingHasAnEnd),
                new Invariant("K7 no grace of an ended flow is put off", TimerChecks::graceIsNotPutOff),
                new Invariant(
                        "a timer that the state has left behind changes nothing", TimerChecks::staleTimersMeanNothing));
    }

    private static @Nullable String everyDueTimeHasItsTimer(Step step) {
        Flow was = step.before().flow();
        Flow is = step.after().flow();
        if (is == null || !step.changedRows()) {
            return null;
        }
        List<Timer> started = step.recorded().stream()
                .flatMap(each -> Timers.startedBy(each).stream())
                .toList();
        if (was == null && lacks(started, Timer.Kind.DEADLINE, null, is.origin().deadline())) {
            return "the deadline has none";
        }
        Instant wakeAt = was == null ? null : was.waiting().wakeAt();
        if (!Objects.equals(wakeAt, is.waiting().wakeAt())
                && lacks(started, Timer.Kind.WAKE, null, is.waiting().wakeAt())) {
            return "wakeAt has none";
        }
        Instant graceUntil = was == null ? null : was.graceUntil();
        if (is.tasks().active() > 0
                && !Objects.equals(graceUntil, is.graceUntil())
                && lacks(started, Timer.Kind.FLOW_GRACE, null, is.graceUntil())) {
            return "the flow's graceUntil has none";
        }
        Sweep sweep = was == null ? null : was.upkeep().sweep();
        if (is.isSweeping()
                && !Objects.equals(sweep, is.upkeep().sweep())
                && started.stream().noneMatch(timer -> timer.kind() == Timer.Kind.SWEEP)) {
            return "the walk over the children has none";
        }
        for (Task task : step.after().tasks().values()) {
            Task before = step.before().task(task.runId());
            if (task.isActive() && lacksOne(started, before, task)) {
                return "%s, but only %s were started".formatted(task, started);
            }
        }
        return null;
    }

    private static boolean lacksOne(List<Timer> started, @Nullable Task was, Task is) {
        Instant retryAt = was == null ? null : was.nextAttemptAt();
        Instant graceUntil = was == null ? null : was.graceUntil();
        boolean dispatched = was == null || was.attempt() != is.attempt();
        boolean begun =
                is.startedAt() != null && (was == null || !is.startedAt().equals(was.startedAt()));
        return (!Objects.equals(retryAt, is.nextAttemptAt())
                        && lacks(started, Timer.Kind.RETRY, is.runId(), is.nextAttemptAt()))
                || (!Objects.equals(graceUntil, is.graceUntil())
                        && lacks(started, Timer.Kind.TASK_GRACE, is.runId(), is.graceUntil()))
                || (dispatched
                        && lacks(
                                started,
                                Timer.Kind.START_TIMEOUT,
                                is.runId(),
                                after(
                                        is.updatedAt(),
                                        is.spec().getStartTimeoutMs().orElse(null))))
                || (begun
                        && lacks(
                                started,
                                Timer.Kind.RUN_TIMEOUT,
                                is.runId(),
                                after(
                                        is.startedAt(),
                                        is.spec().getRunTimeoutMs().orElse(null))));
    }

    private static @Nullable Instant after(@Nullable Instant at, @Nullable Long millis) {
        return at == null || millis == null ? null : at.plusMillis(millis);
    }

    private static boolean lacks(
            List<Timer> started, Timer.Kind kind, @Nullable String runId, @Nullable Instant dueAt) {
        return dueAt != null
                && started.stream()
                        .noneMatch(timer -> timer.kind() == kind
                                && Objects.equals(timer.runId(), runId)
                                && timer.dueAt().equals(dueAt));
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
        if (!(step.input() instanceof Input.Due due) || !step.changedRows()) {
            return null;
        }
        Timer timer = due.timer();
        Flow flow = step.before().flow();
        Task task = timer.runId() == null ? null : step.before().task(timer.runId());
        boolean live = flow != null
                && (timer.runId() == null || (task != null && task.isActive() && task.attempt() == timer.attempt()))
                && switch (timer.kind()) {
                    case WAKE ->
                        !flow.isTerminal()
                                && timer.dueAt().equals(flow.waiting().wakeAt());
                    case DEADLINE -> !flow.isTerminal();
                    case FLOW_GRACE -> timer.dueAt().equals(flow.graceUntil());
                    case TASK_GRACE -> task != null && timer.dueAt().equals(task.graceUntil());
                    case RETRY -> task != null && timer.dueAt().equals(task.nextAttemptAt());
                    case START_TIMEOUT -> task != null && task.startedAt() == null && task.nextAttemptAt() == null;
                    case RUN_TIMEOUT, HEARTBEAT_TIMEOUT -> task != null && task.startedAt() != null;
                    case SWEEP -> flow.isSweeping();
                    case PRUNE -> timer.dueAt().equals(flow.upkeep().pruneAt());
                };
        return live ? null : "%s changed %s and %s".formatted(timer, flow, task);
    }
}
