package dev.taskflow.rules;

import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.TaskSpec;
import dev.taskflow.v1.TaskStatus;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an event makes of a flow and of a task. The only code that produces a state, the first one included. */
final class Evolution {
    private Evolution() {}

    /** The flow that begins with its creation. */
    static Flow created(Event.FlowCreated created, EventTime at) {
        Origin origin = created.origin();
        return new Flow(
                origin,
                created.status(),
                1, // C6
                1,
                created.notifyPolicy(),
                created.currentStep(),
                created.stateJson(),
                Wait.NONE,
                null,
                null,
                created.sealed(),
                null,
                Counts.NONE,
                at.instant(),
                created.status() == FlowStatus.RUNNING ? at.instant() : null,
                null,
                null,
                null,
                origin.createCommandId(),
                null,
                Upkeep.NONE);
    }

    /** The flow after an event other than its creation. */
    static Flow flow(Flow before, Event event, EventTime at) {
        Flow.Draft flow = before.draft();
        flow.updatedAt = at.instant();
        if (event instanceof Event.Historic) {
            flow.sequence++;
        }
        if (event instanceof Event.FlowUpdated updated) {
            flow.revision++; // C6
            flow.status = updated.status();
            flow.currentStep = updated.currentStep();
            flow.stateJson = updated.stateJson();
            flow.waiting = updated.waiting();
            if (updated.status() == FlowStatus.RUNNING && flow.startedAt == null) {
                flow.startedAt = at.instant();
            }
        } else if (event instanceof Event.FlowCancelRequested requested) {
            flow.revision++; // C6
            flow.cancelIntent = requested.intent();
            flow.graceUntil = requested.graceUntil();
        } else if (event instanceof Event.FlowSettled settled) {
            end(flow, settled, at);
        } else if (event instanceof Event.FlowSealed) {
            flow.sealed = true;
        } else if (event instanceof Event.NotifyPolicyChanged changed) {
            flow.notifyPolicy = changed.policy();
        } else if (event instanceof Event.FailFastBegan began) {
            flow.failedRunId = began.failedRunId();
        } else if (event instanceof Event.ChildrenStopped stopped) {
            flow.graceUntil = stopped.graceUntil();
        } else if (event instanceof Event.CommandAccepted accepted) {
            flow.lastCommandId = accepted.commandId();
        } else if (event instanceof Event.SweepPaused paused) {
            flow.upkeep = flow.upkeep.withPaused(paused.sweep());
        } else if (event instanceof Event.SweepEnded) {
            flow.upkeep = flow.upkeep.withoutSweep();
        } else if (event instanceof Event.RetentionBegan began) {
            flow.upkeep = flow.upkeep.withPruneAt(began.pruneAt());
        } else if (event instanceof Event.TaskSpawned) {
            flow.tasks = flow.tasks.spawned();
        } else if (event instanceof Event.TaskEnded ended) {
            flow.tasks = flow.tasks.ended(ended.status());
        }
        return flow.freeze();
    }

    private static void end(Flow.Draft flow, Event.FlowSettled settled, EventTime at) {
        flow.revision++; // C6
        flow.status = settled.status();
        flow.stateJson = settled.stateJson();
        flow.waiting = settled.waiting();
        flow.summary = settled.summary();
        flow.error = settled.error();
        flow.endedAt = at.instant();
        flow.endCommandId = settled.commandId();
        if (flow.tasks.active()
                == 0) { // else children that a failure stops (T6) are told although a command was faster
            flow.upkeep = flow.upkeep.withoutSweep();
        }
    }

    /** The task that begins with its spawn: its first attempt is dispatched right then. */
    static Task spawned(String flowId, Event.TaskSpawned spawned, EventTime at, ProcessorTime clock) {
        TaskSpec spec = spawned.spec();
        return new Task(
                flowId,
                spec,
                spec.getNotifyPolicy().orElse(null),
                TaskStatus.QUEUED,
                1,
                spawned.dispatchId(),
                at.instant(),
                at.instant(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                false,
                null,
                null,
                ofDispatch(spec, clock));
    }

    /**
     * The task after an event about it other than its spawn.
     *
     * @param clock when the event became known
     */
    static Task task(Task before, Event.OfTask event, EventTime at, ProcessorTime clock) {
        Task.Draft task = before.draft();
        if (event instanceof Event.HeartbeatTimerMoved moved) {
            task.timeouts = Timeouts.of(task.timeouts.startAt(), task.timeouts.runAt(), moved.dueAt());
            return task.freeze();
        }
        task.updatedAt = at.instant();
        if (event instanceof Event.TaskStarted started) {
            task.status = TaskStatus.RUNNING;
            task.startedAt = at.instant();
            task.lastEventAt = clock.steady();
            task.workerId = started.workerId();
            task.timeouts = Timeouts.of(
                    null, after(clock, task.spec.getRunTimeoutMs()), after(clock, task.spec.getHeartbeatTimeoutMs()));
        } else if (event instanceof Event.TaskProgressed progressed) {
            task.lastEventAt = clock.steady();
            task.workerId = progressed.workerId();
            if (progressed.summary() != null) {
                task.progressSummary = progressed.summary();
            }
        } else if (event instanceof Event.TaskEnded ended) {
            end(task, ended, at, clock);
        } else if (event instanceof Event.TaskRetryScheduled scheduled) {
            task.status = TaskStatus.QUEUED;
            task.nextAttemptAt = scheduled.notBefore();
            task.startedAt = null;
            task.workerId = null;
            task.error = scheduled.error();
            task.timeouts = Timeouts.NONE;
        } else if (event instanceof Event.TaskRedispatched redispatched) {
            task.dispatchId = redispatched.dispatchId();
            task.attempt++;
            task.nextAttemptAt = null;
            task.timeouts = ofDispatch(task.spec, clock);
        } else if (event instanceof Event.TaskCancelRequested requested) {
            task.cancelRequestedAt = at.instant();
            task.cancelReason = requested.reason();
            task.graceUntil = requested.graceUntil();
        } else if (event instanceof Event.TaskNotifyPolicyChanged changed) {
            task.notifyPolicy = changed.policy();
        }
        return task.freeze();
    }

    private static void end(Task.Draft task, Event.TaskEnded ended, EventTime at, ProcessorTime clock) {
        task.status = ended.status();
        task.endedAt = at.instant();
        task.nextAttemptAt = null;
        task.error = ended.error();
        task.timeouts = Timeouts.NONE;
        if (ended.workerId() != null) {
            task.workerId = ended.workerId();
        }
        if (ended.report() != null) {
            task.lastEventAt = clock.steady();
            task.terminalSummary = ended.report().getSummary().orElse(null);
            task.blocked = ended.report().getBlocked();
            task.output = ended.report().getOutput().orElse(null);
            task.outputContentType = ended.report().getOutputContentType().orElse(null);
        }
    }

    /** The task with another specification: no event, only less to keep of what nobody asks for again. */
    static Task withSpec(Task before, TaskSpec spec) {
        Task.Draft task = before.draft();
        task.spec = spec;
        return task.freeze();
    }

    private static Timeouts ofDispatch(TaskSpec spec, ProcessorTime clock) {
        return Timeouts.of(after(clock, spec.getStartTimeoutMs()), null, null);
    }

    private static @Nullable Instant after(ProcessorTime clock, Optional<Long> millis) {
        return millis.map(clock.steady()::plusMillis).orElse(null);
    }
}
