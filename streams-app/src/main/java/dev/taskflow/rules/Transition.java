package dev.taskflow.rules;

import dev.taskflow.v1.TaskReceipt;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One decision in the making: the flow and the tasks as they will stand, and the events that lead there. It starts from the
 * stored state and never touches it; whoever drops a transition drops the decision. Confined to one input.
 */
final class Transition {
    private final StateView stored;
    private final Instant at;
    private final Instant countsFrom;
    private final Settings settings;
    private final List<Recorded> recorded = new ArrayList<>();
    private final List<Timer> timersEnded = new ArrayList<>();
    private final Map<String, Task> changedTasks = new LinkedHashMap<>();
    private Flow flow;
    private boolean flowChanged;

    private Transition(StateView stored, Flow flow, Instant at, Instant clock, Settings settings) {
        this.stored = stored;
        this.flow = flow;
        this.at = at;
        this.countsFrom = later(at, clock);
        this.settings = settings;
    }

    /** Goes on from a stored flow. Time never runs backwards within a flow (X3). */
    static Transition of(Flow flow, StateView stored, Now now, Settings settings) {
        return new Transition(stored, flow, later(flow.updatedAt(), now.stamp()), now.clock(), settings);
    }

    /** Begins with a flow that did not exist. */
    static Transition creating(Flow flow, StateView stored, Now now, Settings settings) {
        Transition transition = new Transition(stored, flow, now.stamp(), now.clock(), settings);
        transition.flowChanged = true;
        transition.recorded.add(
                new Recorded(new Event.FlowCreated(flow), transition.at, transition.countsFrom, flow, null));
        return transition;
    }

    Flow flow() {
        return flow;
    }

    /** The time at which everything in this transition happens. */
    Instant at() {
        return at;
    }

    /** When durations that begin in this transition begin. */
    Instant countsFrom() {
        return countsFrom;
    }

    /** The task as it stands now, or null if there is none. */
    @Nullable
    Task task(String runId) {
        Task changed = changedTasks.get(runId);
        return changed != null ? changed : stored.task(flow.id(), runId);
    }

    /**
     * Shows stored tasks that are active now, as they stand now, but looks at no more than one step's (K10).
     *
     * @param afterRunId begins behind this run; null: begins with the first
     * @return the last run looked at; null if there is none behind it
     */
    @Nullable
    String forEachActiveTask(@Nullable String afterRunId, Consumer<Task> visitor) {
        List<Task> step = new ArrayList<>();
        boolean through = stored.forEachTask(flow.id(), afterRunId, task -> {
            step.add(task);
            return step.size() < settings.childrenPerStep();
        });
        for (Task before : step) {
            Task task = changedTasks.getOrDefault(before.runId(), before);
            if (task.isActive()) {
                visitor.accept(task);
            }
        }
        return through ? null : step.get(step.size() - 1).runId();
    }

    double retryJitter() {
        return settings.retryJitter();
    }

    /** How long children that are told to stop now have to report, in the flow's or the configured default (K7). */
    Instant graceUntil(@Nullable Long commandGraceMs) {
        Long graceMs = commandGraceMs != null ? commandGraceMs : flow.origin().cancelGraceMs();
        return countsFrom.plus(graceMs != null ? Duration.ofMillis(graceMs) : settings.cancelGrace());
    }

    /** Says that something happened, and goes on from the state that it leads to. */
    void happened(Event event) {
        Task task = null;
        if (event instanceof Event.TaskSpawned spawned) {
            task = spawned.task();
        } else if (event instanceof Event.OfTask ofTask) {
            Task before = task(ofTask.runId());
            if (before == null) {
                throw new IllegalStateException("event of a task that does not exist: " + ofTask.runId());
            }
            task = Evolution.task(before, ofTask, at, countsFrom);
        }
        if (event instanceof Event.WorkerToldToStop) { // tells a worker, changes no row
            recorded.add(new Recorded(event, at, countsFrom, flow, task));
            return;
        }
        Flow before = flow;
        flow = Evolution.flow(before, event, at);
        flowChanged = true;
        if (task != null) {
            changedTasks.put(task.runId(), task);
        }
        Recorded latest = new Recorded(event, at, countsFrom, flow, task);
        recorded.add(latest);
        keepTimersInMind(before, latest);
        beginRetentionIfDue(event);
    }

    private void keepTimersInMind(Flow before, Recorded latest) {
        Instant wakeAt = before.waiting().wakeAt();
        if (wakeAt != null && !wakeAt.equals(flow.waiting().wakeAt())) {
            timersEnded.add(new Timer(wakeAt, Timer.Kind.WAKE, flow.id(), null, 0));
        }
        Instant until = Timers.latestOfTask(latest);
        if (until != null) {
            Flow.Draft noting = flow.draft();
            noting.upkeep = flow.upkeep().withTimersUntil(until);
            flow = noting.freeze();
        }
    }

    private void beginRetentionIfDue(Event event) { // S2
        boolean mayBeDue = event instanceof Event.FlowSettled || event instanceof Event.TaskEnded;
        if (!mayBeDue || !flow.isTerminal() || flow.tasks().active() > 0) {
            return;
        }
        Instant deadline = flow.origin().deadline();
        if (deadline != null) {
            timersEnded.add(new Timer(deadline, Timer.Kind.DEADLINE, flow.id(), null, 0));
        }
        Instant pruneAt = countsFrom.plus(settings.retention());
        Instant timersUntil = flow.upkeep().timersUntil();
        happened(new Event.RetentionBegan(timersUntil == null ? pruneAt : later(pruneAt, timersUntil)));
    }

    /** The task that this transition changed last. */
    Task lastChangedTask() {
        Task last = null;
        for (Recorded each : recorded) {
            last = each.task() != null ? each.task() : last;
        }
        if (last == null) {
            throw new IllegalStateException("no task changed");
        }
        return last;
    }

    /** Closes the transition of an accepted command: the flow remembers it (C4). */
    Decision.Decided accepted(String commandId, List<String> namedRunIds, Collection<String> created) {
        Flow.Draft remembering = flow.draft();
        remembering.lastCommandId = commandId;
        flow = remembering.freeze();
        flowChanged = true;
        return decided(new Reply.Accepted(flow, receipts(namedRunIds, created)));
    }

    Decision.Decided accepted(String commandId) {
        return accepted(commandId, List.of(), List.of());
    }

    Decision.Decided replayed(List<String> namedRunIds) {
        return decided(new Reply.Replayed(flow, receipts(namedRunIds, List.of())));
    }

    Decision.Decided rejected(Refusal refusal, List<String> namedRunIds) {
        return decided(new Reply.Rejected(refusal.code(), refusal.message(), flow, receipts(namedRunIds, List.of())));
    }

    /** Closes the transition of a task event or a timer. */
    Decision.Decided decided() {
        return decided(null);
    }

    private Decision.Decided decided(@Nullable Reply reply) {
        return new Decision.Decided(recorded, flowChanged ? flow : null, changedTasks.values(), reply, timersEnded);
    }

    private List<TaskReceipt> receipts(List<String> runIds, Collection<String> created) {
        List<TaskReceipt> receipts = new ArrayList<>(runIds.size());
        for (String runId : runIds) {
            Task task = task(runId);
            if (task != null) {
                receipts.add(new TaskReceipt(runId, task.taskId(), task.status(), created.contains(runId)));
            }
        }
        return receipts;
    }

    private static Instant later(Instant one, Instant other) {
        return other.isAfter(one) ? other : one;
    }
}
