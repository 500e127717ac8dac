package dev.taskflow.rules;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The timers that rows have set. A timer belongs to a row: the row says when it is due, and with the row's next state it is set,
 * kept or ended. None where no time-out is set, so that nothing is written for it.
 */
final class Timers {
    private Timers() {}

    /** The timers that are set for the flow itself. */
    static List<Timer> of(Flow flow) {
        List<Timer> timers = new ArrayList<>(2);
        if (!flow.isDecided()) {
            add(timers, flow, Timer.Kind.DEADLINE, flow.origin().deadline()); // T9
            add(timers, flow, Timer.Kind.WAKE, flow.waiting().wakeAt()); // C8
        }
        Sweep sweep = flow.upkeep().sweep();
        boolean isLosing = sweep != null && sweep.kind() == Sweep.Kind.LOSE; // the grace has passed
        if (flow.tasks().active() > 0 && !isLosing) {
            add(timers, flow, Timer.Kind.FLOW_GRACE, flow.graceUntil()); // K7
        }
        if (sweep != null) {
            add(timers, flow, Timer.Kind.SWEEP, sweep.dueAt()); // K10
        }
        add(timers, flow, Timer.Kind.PRUNE, flow.upkeep().pruneAt()); // S2
        return timers;
    }

    /** The timers that are set for the task. */
    static List<Timer> of(Task task) {
        boolean none =
                task.timeouts().equals(Timeouts.NONE) && task.nextAttemptAt() == null && task.graceUntil() == null;
        if (none || !task.isActive()) {
            return List.of();
        }
        List<Timer> timers = new ArrayList<>(2);
        Timeouts timeouts = task.timeouts();
        add(timers, task, Timer.Kind.START_TIMEOUT, timeouts.startAt()); // T5
        add(timers, task, Timer.Kind.RUN_TIMEOUT, timeouts.runAt());
        add(timers, task, Timer.Kind.HEARTBEAT_TIMEOUT, timeouts.heartbeatAt());
        add(timers, task, Timer.Kind.RETRY, task.nextAttemptAt()); // T3
        add(timers, task, Timer.Kind.TASK_GRACE, task.graceUntil()); // K9
        return timers;
    }

    private static void add(List<Timer> timers, Flow flow, Timer.Kind kind, @Nullable Instant dueAt) {
        if (dueAt != null) {
            timers.add(new Timer(dueAt, kind, flow.id(), null, 0));
        }
    }

    private static void add(List<Timer> timers, Task task, Timer.Kind kind, @Nullable Instant dueAt) {
        if (dueAt != null) {
            timers.add(new Timer(dueAt, kind, task.flowId(), task.runId(), task.attempt()));
        }
    }
}
