package dev.taskflow.rules;

import dev.taskflow.v1.TaskReceipt;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One decision in the making: the flow and the tasks as they will stand, and the events that lead there. It starts from the
 * stored state and never touches it; a transition that is dropped has changed nothing. Confined to one input.
 */
final class Transition {
    /** How many ended tasks are passed over in the time in which one is stopped. */
    private static final int ROWS_PER_CHILD = 20;

    private final StateView stored;
    private final EventTime at;
    private final ProcessorTime clock;
    private final Settings settings;
    private final @Nullable Flow before;
    private final @Nullable Timer fired;
    private final List<Recorded> recorded = new ArrayList<>();

    /** Tasks as they are stored, as far as they have been read. */
    private final Map<String, Task> storedTasks = new HashMap<>();

    private final Map<String, Task> changedTasks = new LinkedHashMap<>();
    private Flow flow;
    private boolean flowChanged;

    private Transition(
            StateView stored,
            @Nullable Flow before,
            Flow flow,
            EventTime at,
            DecisionTime now,
            Settings settings,
            @Nullable Timer fired) {
        this.stored = stored;
        this.before = before;
        this.flow = flow;
        this.at = at;
        this.clock = now.clock();
        this.settings = settings;
        this.fired = fired;
    }

    /** Goes on from a stored flow. Time never runs backwards within a flow (X3). */
    static Transition of(Flow flow, StateView stored, DecisionTime now, Settings settings) {
        return new Transition(stored, flow, flow, now.stamp().notBefore(flow.updatedAt()), now, settings, null);
    }

    /** Goes on from a stored flow with a timer that has been taken out. */
    static Transition of(Timer fired, Flow flow, StateView stored, DecisionTime now, Settings settings) {
        return new Transition(stored, flow, flow, now.stamp().notBefore(flow.updatedAt()), now, settings, fired);
    }

    /** Begins with a flow that did not exist. */
    static Transition creating(Event.FlowCreated created, StateView stored, DecisionTime now, Settings settings) {
        Flow flow = Evolution.created(created, now.stamp());
        Transition transition = new Transition(stored, null, flow, now.stamp(), now, settings, null);
        transition.flowChanged = true;
        transition.record(created, null);
        return transition;
    }

    Flow flow() {
        return flow;
    }

    /** When everything in this transition happens (X3). */
    Instant occurredAt() {
        return at.instant();
    }

    /** The processor's time: durations that begin in this transition count from it. */
    ProcessorTime clock() {
        return clock;
    }

    /** The task as it stands now, or null if there is none. */
    @Nullable
    Task task(String runId) {
        Task changed = changedTasks.get(runId);
        if (changed != null) {
            return changed;
        }
        Task known = storedTasks.get(runId);
        return known != null ? known : read(runId);
    }

    private @Nullable Task read(String runId) {
        Task task = stored.task(flow.id(), runId);
        if (task != null) {
            storedTasks.put(runId, task);
        }
        return task;
    }

    /**
     * Shows stored tasks that are active now, as they stand now, but no more than one step's (K10). Ended ones are passed over,
     * which costs little but not nothing.
     *
     * @param afterRunId begins after this run; null: begins with the first
     * @return the last run looked at; null if there is none after it
     */
    @Nullable
    String forEachActiveTask(@Nullable String afterRunId, Consumer<Task> visitor) {
        int most = settings.childrenPerStep();
        List<Task> step = new ArrayList<>();
        String reached = stored.forEachActiveTask(flow.id(), afterRunId, most * ROWS_PER_CHILD, task -> {
            step.add(task);
            return step.size() < most;
        });
        for (Task asStored : step) {
            storedTasks.put(asStored.runId(), asStored);
            Task task = changedTasks.getOrDefault(asStored.runId(), asStored);
            if (task.isActive()) {
                visitor.accept(task);
            }
        }
        return reached;
    }

    double retryJitter() {
        return settings.retryJitter();
    }

    /** How long children that are told to stop now have to report, in the flow's or the configured default (K7). */
    Instant graceUntil(@Nullable Long commandGraceMs) {
        Long graceMs = commandGraceMs != null ? commandGraceMs : flow.origin().cancelGraceMs();
        return clock.after(graceMs != null ? Duration.ofMillis(graceMs) : settings.cancelGrace());
    }

    /** Says that something happened, and goes on from the state that it leads to. */
    void happened(Event event) {
        Task task = null;
        if (event instanceof Event.TaskSpawned spawned) {
            task = Evolution.spawned(flow.id(), spawned, at, clock);
        } else if (event instanceof Event.OfTask ofTask) {
            Task was = task(ofTask.runId());
            if (was == null) {
                throw new IllegalStateException("event of a task that does not exist: " + ofTask.runId());
            }
            task = Evolution.task(was, ofTask, at, clock);
        }
        if (event instanceof Event.WorkerToldToStop) { // tells a worker, changes no row
            record(event, task);
            return;
        }
        if (task != null) {
            changedTasks.put(task.runId(), task);
        }
        if (!(event instanceof Event.HeartbeatTimerMoved)) { // of the task alone
            flow = Evolution.flow(flow, event, at);
            flowChanged = true;
        }
        record(event, task);
        beginRetentionIfDue(event);
    }

    private void record(Event event, @Nullable Task task) {
        recorded.add(new Recorded(event, at.instant(), flow, task));
    }

    private void beginRetentionIfDue(Event event) { // S2
        boolean mayBeDue = event instanceof Event.FlowSettled || event instanceof Event.TaskEnded;
        if (!mayBeDue || !flow.isTerminal() || flow.tasks().active() > 0) {
            return;
        }
        Instant pruneAt = clock.after(settings.retention());
        Instant timersUntil = flow.upkeep().timersUntil();
        // What 0.1 has set without noting when it is due.
        Instant notBefore = timersUntil == null ? pruneAt : timersUntil;
        happened(new Event.RetentionBegan(notBefore.isAfter(pruneAt) ? notBefore : pruneAt));
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
        happened(new Event.CommandAccepted(commandId));
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
        TimerChanges timers = new TimerChanges(fired);
        if (flowChanged) {
            timers.of(before, flow);
        }
        for (Task task : changedTasks.values()) {
            timers.of(storedTasks.get(task.runId()), task);
        }
        return new Decision.Decided(
                before,
                flowChanged ? flow : null,
                changedTasks.values(),
                storedTasks,
                recorded,
                reply,
                timers.set(),
                timers.ended());
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
}
