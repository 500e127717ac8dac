package dev.taskflow.rules;

import dev.taskflow.v1.TaskEvent;
import dev.taskflow.v1.TaskOutcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Plays a history with a store of many flows, a clock, workers that know the dispatches they got, and timers that fire when
 * they are due. Holds every step against the invariants.
 */
final class History {
    private static final Comparator<Timer> BY_TIME = Comparator.comparing(Timer::dueAt)
            .thenComparing(Timer::kind)
            .thenComparing(Timer::flowId)
            .thenComparing(timer -> String.valueOf(timer.runId()))
            .thenComparingInt(Timer::attempt);

    private final Decider decider;
    private final List<Invariant> invariants = Invariant.all();
    private final Map<String, World> worlds = new HashMap<>();
    private final NavigableSet<Timer> timers = new TreeSet<>(BY_TIME);
    private final Map<String, List<TaskEvent.Builder>> dispatches = new HashMap<>();
    private final List<Input> inputs = new ArrayList<>();
    private final Map<String, Integer> settlements = new HashMap<>();
    private Instant clock = Fixtures.T0;

    History(Decider decider) {
        this.decider = decider;
    }

    /** Fires what is due until then, then does what the action says. */
    void play(Action action) {
        Instant at = clock.plusMillis(action.gapMs());
        if (at.isAfter(clock)) {
            elapse(at);
        }
        Input input = input(action, at);
        if (input != null) {
            inputs.add(input);
            take(input);
        }
    }

    /** Lets all timers fire, however late: whatever is to end by itself has ended then. */
    void elapseAll() {
        while (!timers.isEmpty()) {
            elapse(timers.last().dueAt());
        }
    }

    Iterable<World> worlds() {
        return worlds.values();
    }

    /** How often the flow has settled. */
    int settlements(String flowId) {
        return settlements.getOrDefault(flowId, 0);
    }

    private void elapse(Instant until) {
        while (!timers.isEmpty() && !timers.first().dueAt().isAfter(until)) {
            Timer timer = timers.first();
            timers.remove(timer);
            clock = timer.dueAt().isAfter(clock) ? timer.dueAt() : clock;
            take(new Input.Due(timer.toString(), timer, clock));
        }
        clock = until.isAfter(clock) ? until : clock;
    }

    private @Nullable Input input(Action action, Instant at) {
        String flowId = RandomCommands.flowId(action.flow());
        return switch (action.kind()) {
            case STARTED, PROGRESS, COMPLETED -> report(action, flowId, at);
            case REDELIVERED ->
                inputs.isEmpty() ? null : again(inputs.get(inputs.size() - 1 - action.run() % inputs.size()), at);
            default -> {
                String commandId = "command-" + inputs.size();
                Flow known = world(flowId).flow();
                yield new Input.Command(action.toString(), RandomCommands.of(action, commandId, at, known), 500, at);
            }
        };
    }

    private static Input again(Input input, Instant at) {
        if (input instanceof Input.Command command) {
            return new Input.Command("again " + command.name(), command.command(), command.bytes(), at);
        } else if (input instanceof Input.Report report) {
            return new Input.Report("again " + report.name(), report.event(), report.bytes(), at);
        }
        return input;
    }

    /** A report by a worker that got a dispatch of the task: mostly the latest, else an older one, else none. */
    private @Nullable Input report(Action action, String flowId, Instant at) {
        List<TaskEvent.Builder> got =
                dispatches.getOrDefault(flowId + "/" + RandomCommands.runId(action.run()), List.of());
        if (got.isEmpty()) {
            return null;
        }
        int back = action.variant() == 6 ? 1 : 0;
        TaskEvent.Builder report = TaskEvent.newBuilder(got.get(Math.max(0, got.size() - 1 - back)));
        if (action.variant() == 7) {
            report.setDispatchId("forged");
        }
        TaskEvent event =
                switch (action.kind()) {
                    case STARTED -> Fixtures.started(report);
                    case PROGRESS -> Fixtures.progress(report);
                    default -> completed(action.variant(), report);
                };
        return new Input.Report(action.toString(), event, 300, at);
    }

    private static TaskEvent completed(int variant, TaskEvent.Builder report) {
        return switch (variant) {
            case 1 -> Fixtures.completed(report, TaskOutcome.FAILED);
            case 2 -> Fixtures.failedForGood(report);
            case 3 -> Fixtures.completed(report, TaskOutcome.TIMED_OUT);
            case 4 -> Fixtures.completed(report, TaskOutcome.CANCELLED);
            case 5 -> Fixtures.blocked(report);
            default -> Fixtures.completed(report, TaskOutcome.SUCCEEDED);
        };
    }

    private void take(Input input) {
        String flowId = flowId(input);
        Step step = Step.take(decider, world(flowId), input);
        List<Invariant.Violation> broken = Invariant.broken(invariants, step);
        if (!broken.isEmpty()) {
            throw new AssertionError("%s in step %s: %s".formatted(input.name(), inputs.size(), broken));
        }
        worlds.put(flowId, step.after());
        if (step.decision() instanceof Decision.Decided decided) {
            timers.addAll(decided.timersSet());
            timers.removeAll(decided.timersEnded());
        }
        for (Recorded recorded : step.recorded()) {
            if (recorded.event() instanceof Event.FlowSettled) {
                settlements.merge(flowId, 1, Integer::sum);
            }
            Task task = recorded.task();
            if (task != null
                    && (recorded.event() instanceof Event.TaskSpawned
                            || recorded.event() instanceof Event.TaskRedispatched)) {
                dispatches
                        .computeIfAbsent(task.taskId(), id -> new ArrayList<>())
                        .add(Fixtures.report(task.runId(), task.attempt(), task.dispatchId())
                                .setFlowId(flowId));
            }
        }
    }

    private static String flowId(Input input) {
        if (input instanceof Input.Command command) {
            return command.command().getFlowId();
        } else if (input instanceof Input.Report report) {
            return report.event().getFlowId();
        } else if (input instanceof Input.Due due) {
            return due.timer().flowId();
        }
        throw new IllegalArgumentException("no input: " + input);
    }

    private World world(String flowId) {
        return worlds.getOrDefault(flowId, World.EMPTY);
    }
}
