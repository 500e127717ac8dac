package dev.taskflow.rules;

import dev.taskflow.v1.TaskSpec;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which timers an event starts. None where no time-out is set, so that nothing is written for it. */
public final class Timers {
    private Timers() {}

    /** The timers that begin with what was recorded; mostly none. */
    public static List<Timer> startedBy(Recorded recorded) {
        Event event = recorded.event();
        Flow flow = recorded.flow();
        Task task = recorded.task();
        Instant from = recorded.countsFrom();
        if (event instanceof Event.FlowCreated) {
            return ofFlow(Timer.Kind.DEADLINE, flow, flow.origin().deadline());
        }
        if (event instanceof Event.FlowUpdated updated) {
            return ofFlow(Timer.Kind.WAKE, flow, updated.waiting().wakeAt());
        }
        if (event instanceof Event.FlowCancelRequested || event instanceof Event.ChildrenStopped) {
            return flow.tasks().active() == 0 ? List.of() : ofFlow(Timer.Kind.FLOW_GRACE, flow, flow.graceUntil());
        }
        if (event instanceof Event.SweepPaused) {
            return ofFlow(Timer.Kind.SWEEP, flow, from);
        }
        if (event instanceof Event.RetentionBegan began) {
            return ofFlow(Timer.Kind.PRUNE, flow, began.pruneAt());
        }
        if (task == null) {
            return List.of();
        }
        TaskSpec spec = task.spec();
        if (event instanceof Event.TaskSpawned || event instanceof Event.TaskRedispatched) {
            return ofTask(Timer.Kind.START_TIMEOUT, task, after(from, spec.getStartTimeoutMs()));
        }
        if (event instanceof Event.TaskStarted) {
            return Stream.of(
                            ofTask(Timer.Kind.RUN_TIMEOUT, task, after(from, spec.getRunTimeoutMs())),
                            ofTask(Timer.Kind.HEARTBEAT_TIMEOUT, task, after(from, spec.getHeartbeatTimeoutMs())))
                    .flatMap(List::stream)
                    .toList();
        }
        if (event instanceof Event.TaskRetryScheduled) {
            return ofTask(Timer.Kind.RETRY, task, task.nextAttemptAt());
        }
        if (event instanceof Event.TaskCancelRequested) {
            return ofTask(Timer.Kind.TASK_GRACE, task, task.graceUntil());
        }
        return List.of();
    }

    /**
     * When the last timer is due that the event starts, or may put off, for a task or a grace; null if there is none. Wake-ups
     * and deadlines do not count: they are ended by hand.
     */
    static @Nullable Instant latestOfTask(Recorded recorded) {
        Instant latest = null;
        if (recorded.task() != null && recorded.task().isActive()) {
            latest = after(recorded.countsFrom(), recorded.task().spec().getHeartbeatTimeoutMs());
        }
        for (Timer timer : startedBy(recorded)) {
            boolean counts =
                    switch (timer.kind()) {
                        case START_TIMEOUT, RUN_TIMEOUT, HEARTBEAT_TIMEOUT, RETRY, TASK_GRACE, FLOW_GRACE -> true;
                        case WAKE, DEADLINE, SWEEP, PRUNE -> false;
                    };
            if (counts && (latest == null || timer.dueAt().isAfter(latest))) {
                latest = timer.dueAt();
            }
        }
        return latest;
    }

    private static @Nullable Instant after(Instant at, Optional<Long> millis) {
        return millis.map(at::plusMillis).orElse(null);
    }

    private static List<Timer> ofFlow(Timer.Kind kind, Flow flow, @Nullable Instant dueAt) {
        return dueAt == null ? List.of() : List.of(new Timer(dueAt, kind, flow.id(), null, 0));
    }

    private static List<Timer> ofTask(Timer.Kind kind, Task task, @Nullable Instant dueAt) {
        return dueAt == null ? List.of() : List.of(new Timer(dueAt, kind, task.flowId(), task.runId(), task.attempt()));
    }
}
