package dev.taskflow.rules;

import dev.taskflow.v1.Completion;
import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.TaskFailurePolicy;
import dev.taskflow.v1.TaskStatus;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Invariants of a flow's row and history. */
final class FlowChecks {
    private FlowChecks() {}

    static List<Invariant> all() {
        return List.of(
                new Invariant("S1 settles exactly once", FlowChecks::settlesOnce),
                new Invariant("C7 a terminal flow is final", FlowChecks::endIsFinal),
                new Invariant("K1 the cancel intent is sticky", FlowChecks::intentSticks),
                new Invariant("C6 revision and sequence grow by one with their events", FlowChecks::numbersGrowByOne),
                new Invariant("rows follow from the events", FlowChecks::rowsFollowEvents),
                new Invariant("X3 time never runs backwards", FlowChecks::timeRunsForwards),
                new Invariant(
                        "K3 cancelled when, and only when, the intent finds no active child",
                        FlowChecks::cancelSettles),
                new Invariant("T6 a failing flow ends FAILED or CANCELLED with its last child", FlowChecks::failFast),
                new Invariant("T7 settles with its tasks only when sealed", FlowChecks::completion),
                new Invariant("T8 a mirrored flow shows its task's status", FlowChecks::mirrors),
                new Invariant("C8 wait and block fields belong to waiting flows", FlowChecks::waits));
    }

    private static @Nullable String settlesOnce(Step step) {
        int settled = step.count(Event.FlowSettled.class);
        boolean was = step.before().isTerminal();
        boolean is = step.after().isTerminal();
        if (settled > (was ? 0 : 1)) {
            return "FlowSettled recorded %s times on a flow that was %s".formatted(settled, was ? "terminal" : "open");
        }
        return !was && is != (settled == 1) ? "terminal: %s, FlowSettled: %s".formatted(is, settled) : null;
    }

    private static @Nullable String endIsFinal(Step step) {
        Flow was = step.before().flow();
        Flow is = step.after().flow();
        if (was != null && is == null) {
            return "the flow vanished";
        }
        if (was == null || is == null || !was.isTerminal() || !step.changedRows()) {
            return null;
        }
        boolean same = was.status() == is.status()
                && was.revision() == is.revision()
                && was.waiting().equals(is.waiting())
                && Objects.equals(was.endedAt(), is.endedAt())
                && Objects.equals(was.summary(), is.summary())
                && Objects.equals(was.error(), is.error())
                && Objects.equals(was.stateJson(), is.stateJson())
                && Objects.equals(was.endCommandId(), is.endCommandId());
        return same ? null : "from %s to %s".formatted(was, is);
    }

    private static @Nullable String intentSticks(Step step) {
        Flow was = step.before().flow();
        Flow is = step.after().flow();
        return was != null
                        && was.cancelIntent() != null
                        && (is == null || !was.cancelIntent().equals(is.cancelIntent()))
                ? "from %s to %s".formatted(was.cancelIntent(), is == null ? null : is.cancelIntent())
                : null;
    }

    private static @Nullable String numbersGrowByOne(Step step) {
        Flow was = step.before().flow();
        long revision = was == null ? 0 : was.revision();
        long sequence = was == null ? 0 : was.sequence();
        for (Recorded each : step.recorded()) {
            Event event = each.event();
            boolean revises = event instanceof Event.FlowCreated
                    || event instanceof Event.FlowUpdated
                    || event instanceof Event.FlowCancelRequested
                    || event instanceof Event.FlowSettled;
            revision += revises ? 1 : 0;
            sequence += event instanceof Event.Historic ? 1 : 0;
            if (each.flow().revision() != revision || each.flow().sequence() != sequence) {
                return "after %s: revision %s, sequence %s, but expected %s and %s"
                        .formatted(event, each.flow().revision(), each.flow().sequence(), revision, sequence);
            }
        }
        Flow is = step.after().flow();
        return is != null && (is.revision() != revision || is.sequence() != sequence)
                ? "stored revision %s, sequence %s, but the events lead to %s and %s"
                        .formatted(is.revision(), is.sequence(), revision, sequence)
                : null;
    }

    /** What is stored is what the last event shows, so that state and outputs cannot disagree; only the memory of C4 is extra. */
    private static @Nullable String rowsFollowEvents(Step step) {
        if (step.recorded().isEmpty()) {
            return step.changedRows() && step.before().flow() == null ? "a flow without FlowCreated" : null;
        }
        Flow last = step.recorded().get(step.recorded().size() - 1).flow();
        Flow stored = step.after().flow();
        if (stored == null || !withoutMemory(last).equals(withoutMemory(stored))) {
            return "last event shows %s, stored is %s".formatted(last, stored);
        }
        Map<String, Task> shown = new HashMap<>();
        for (Recorded each : step.recorded()) {
            if (each.task() != null && !(each.event() instanceof Event.WorkerToldToStop)) {
                shown.put(each.task().runId(), each.task());
            }
        }
        for (Map.Entry<String, Task> entry : step.after().tasks().entrySet()) {
            Task expected = shown.getOrDefault(entry.getKey(), step.before().task(entry.getKey()));
            if (!entry.getValue().equals(expected)) {
                return "events show %s, stored is %s".formatted(expected, entry.getValue());
            }
        }
        return step.after().tasks().keySet().containsAll(shown.keySet()) ? null : "a task that was shown is not stored";
    }

    private static Flow withoutMemory(Flow flow) {
        Flow.Draft draft = flow.draft();
        draft.lastCommandId = "";
        draft.upkeep = Upkeep.NONE;
        return draft.freeze();
    }

    private static @Nullable String timeRunsForwards(Step step) {
        Flow was = step.before().flow();
        Flow is = step.after().flow();
        if (was != null && is != null && is.updatedAt().isBefore(was.updatedAt())) {
            return "updatedAt from %s to %s".formatted(was.updatedAt(), is.updatedAt());
        }
        Instant now = step.input().at();
        Instant expected = was != null && was.updatedAt().isAfter(now) ? was.updatedAt() : now;
        for (Recorded each : step.recorded()) {
            if (!each.occurredAt().equals(expected)) {
                return "%s occurred at %s, not at %s".formatted(each.event(), each.occurredAt(), expected);
            }
        }
        return null;
    }

    private static @Nullable String cancelSettles(Step step) {
        Flow flow = step.after().flow();
        if (flow == null || !step.changedRows()) {
            return null;
        }
        if (flow.cancelIntent() != null && flow.tasks().active() == 0 && flow.status() != FlowStatus.CANCELLED) {
            return "nothing is active, but the flow is " + flow.status();
        }
        if (flow.status() == FlowStatus.CANCELLED && !flow.origin().isMirrored()) {
            if (flow.cancelIntent() == null || flow.tasks().active() > 0) {
                return "CANCELLED with intent %s and %s active"
                        .formatted(flow.cancelIntent(), flow.tasks().active());
            }
        }
        return flow.cancelIntent() != null && flow.isTerminal() && flow.status() != FlowStatus.CANCELLED
                ? "the intent was recorded, but the flow ended " + flow.status()
                : null;
    }

    private static @Nullable String failFast(Step step) {
        Flow flow = step.after().flow();
        if (flow == null || !step.changedRows()) {
            return null;
        }
        boolean failing = flow.failedRunId() != null;
        if (!failing) {
            boolean due = flow.origin().onTaskFailure() == TaskFailurePolicy.CANCEL_SIBLINGS
                    && !flow.origin().isMirrored()
                    && !flow.isTerminal()
                    && flow.cancelIntent() == null
                    && flow.ending() == null // C9, K10: a command has stopped them
                    && flow.tasks().total()
                            > flow.tasks().succeeded() + flow.tasks().active();
            return due ? "a child did not succeed, but the flow does not fail: " + flow.tasks() : null;
        }
        if (step.count(Event.TaskSpawned.class) + step.count(Event.TaskRetryScheduled.class) > 0) {
            return "a task was spawned or retried in a failing flow";
        }
        if (flow.isTerminal()) {
            FlowStatus end = flow.cancelIntent() != null ? FlowStatus.CANCELLED : FlowStatus.FAILED;
            return flow.status() == end ? null : "ended " + flow.status();
        }
        return flow.tasks().active() == 0 ? "nothing is active, but the flow is " + flow.status() : null;
    }

    private static @Nullable String completion(Step step) {
        Flow flow = step.after().flow();
        if (flow == null || !step.changedRows() || flow.origin().isMirrored()) {
            return null;
        }
        boolean due = flow.origin().completion() == Completion.WHEN_TASKS_SETTLE && flow.sealed();
        if (due && flow.tasks().active() == 0 && !flow.isTerminal()) {
            return "sealed and nothing active, but the flow is " + flow.status();
        }
        Flow was = step.before().flow();
        boolean byItself = step.count(Event.FlowSettled.class) == 1
                && (was == null || was.ending() == null)
                && flow.cancelIntent() == null
                && flow.failedRunId() == null
                && !(step.input() instanceof Input.Command command
                        && (command.command().getFinish().isPresent()
                                || command.command().getFail().isPresent()));
        if (!byItself) {
            return null;
        }
        FlowStatus end = flow.tasks().succeeded() == flow.tasks().total() ? FlowStatus.SUCCEEDED : FlowStatus.FAILED;
        return due && flow.status() == end
                ? null
                : "ended %s with %s, sealed: %s".formatted(flow.status(), flow.tasks(), due);
    }

    private static @Nullable String mirrors(Step step) {
        Flow flow = step.after().flow();
        if (flow == null || !flow.origin().isMirrored() || !step.changedRows() || flow.cancelIntent() != null) {
            return null;
        }
        if (step.after().tasks().size() != 1) {
            return "a mirrored flow has %s tasks".formatted(step.after().tasks().size());
        }
        Task task = step.after().tasks().values().iterator().next();
        FlowStatus expected =
                switch (task.status()) {
                    case QUEUED -> FlowStatus.QUEUED;
                    case RUNNING -> FlowStatus.RUNNING;
                    case SUCCEEDED -> task.blocked() ? FlowStatus.BLOCKED : FlowStatus.SUCCEEDED;
                    case CANCELLED -> FlowStatus.CANCELLED;
                    case LOST -> FlowStatus.LOST;
                    case FAILED, TIMED_OUT, UNSPECIFIED -> FlowStatus.FAILED;
                };
        boolean ended = task.status() != TaskStatus.QUEUED && task.status() != TaskStatus.RUNNING;
        return flow.status() == expected && ended == (flow.endedAt() != null)
                ? null
                : "task %s (blocked: %s), flow %s ended at %s"
                        .formatted(task.status(), task.blocked(), flow.status(), flow.endedAt());
    }

    private static @Nullable String waits(Step step) {
        Flow flow = step.after().flow();
        if (flow == null || !step.changedRows()) {
            return null;
        }
        if (flow.isTerminal()) {
            boolean cleared =
                    flow.waiting().waitJson() == null && flow.waiting().wakeAt() == null;
            boolean mayBlock = flow.status() == FlowStatus.FAILED || flow.status() == FlowStatus.BLOCKED;
            return cleared && (mayBlock || flow.waiting().equals(Wait.NONE)) ? null : "ended with " + flow.waiting();
        }
        return switch (flow.status()) {
            case BLOCKED -> flow.waiting().isBlock() ? null : "BLOCKED on nothing";
            case WAITING -> flow.waiting().isBlock() ? "WAITING although blocked" : null;
            default -> flow.waiting().equals(Wait.NONE) ? null : "%s with %s".formatted(flow.status(), flow.waiting());
        };
    }
}
