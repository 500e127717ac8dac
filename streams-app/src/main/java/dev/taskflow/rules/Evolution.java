package dev.taskflow.rules;

import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.TaskStatus;
import java.time.Instant;

/** What an event makes of a flow and of a task. The only code that produces a next state. */
final class Evolution {
    private Evolution() {}

    /** The flow after an event other than its creation. */
    static Flow flow(Flow before, Event event, Instant at) {
        Flow.Draft flow = before.draft();
        flow.updatedAt = at;
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
                flow.startedAt = at;
            }
        } else if (event instanceof Event.FlowCancelRequested requested) {
            flow.revision++; // C6
            flow.cancelIntent = requested.intent();
            flow.graceUntil = requested.graceUntil();
        } else if (event instanceof Event.FlowSettled settled) {
            flow.revision++; // C6
            flow.status = settled.status();
            flow.stateJson = settled.stateJson();
            flow.waiting = settled.waiting();
            flow.summary = settled.summary();
            flow.error = settled.error();
            flow.endedAt = at;
            flow.endCommandId = settled.commandId();
            if (flow.tasks.active()
                    == 0) { // else children that a failure stops (T6) are told although a command was faster
                flow.upkeep = flow.upkeep.withSweep(null);
            }
        } else if (event instanceof Event.FlowSealed) {
            flow.sealed = true;
        } else if (event instanceof Event.NotifyPolicyChanged changed) {
            flow.notifyPolicy = changed.policy();
        } else if (event instanceof Event.FailFastBegan began) {
            flow.failedRunId = began.failedRunId();
        } else if (event instanceof Event.ChildrenStopped stopped) {
            flow.graceUntil = stopped.graceUntil();
        } else if (event instanceof Event.SweepPaused paused) {
            flow.upkeep = flow.upkeep.withSweep(paused.sweep());
        } else if (event instanceof Event.SweepEnded) {
            flow.upkeep = flow.upkeep.withSweep(null);
        } else if (event instanceof Event.RetentionBegan began) {
            flow.upkeep = flow.upkeep.withPruneAt(began.pruneAt());
        } else if (event instanceof Event.TaskSpawned) {
            flow.tasks = flow.tasks.spawned();
        } else if (event instanceof Event.TaskEnded ended) {
            flow.tasks = flow.tasks.ended(ended.status());
        }
        return flow.freeze();
    }

    /**
     * The task after an event about it other than its spawn.
     *
     * @param heardAt when the event became known, by the processor's clock
     */
    static Task task(Task before, Event.OfTask event, Instant at, Instant heardAt) {
        Task.Draft task = before.draft();
        task.updatedAt = at;
        if (event instanceof Event.TaskStarted started) {
            task.status = TaskStatus.RUNNING;
            task.startedAt = at;
            task.lastEventAt = heardAt;
            task.workerId = started.workerId();
        } else if (event instanceof Event.TaskProgressed progressed) {
            task.lastEventAt = heardAt;
            task.workerId = progressed.workerId();
            if (progressed.summary() != null) {
                task.progressSummary = progressed.summary();
            }
        } else if (event instanceof Event.TaskEnded ended) {
            end(task, ended, at, heardAt);
        } else if (event instanceof Event.TaskRetryScheduled scheduled) {
            task.status = TaskStatus.QUEUED;
            task.nextAttemptAt = scheduled.notBefore();
            task.startedAt = null;
            task.workerId = null;
            task.error = scheduled.error();
        } else if (event instanceof Event.TaskRedispatched redispatched) {
            task.dispatchId = redispatched.dispatchId();
            task.attempt++;
            task.nextAttemptAt = null;
        } else if (event instanceof Event.TaskCancelRequested requested) {
            task.cancelRequestedAt = at;
            task.cancelReason = requested.reason();
            task.graceUntil = requested.graceUntil();
        } else if (event instanceof Event.TaskNotifyPolicyChanged changed) {
            task.notifyPolicy = changed.policy();
        }
        return task.freeze();
    }

    private static void end(Task.Draft task, Event.TaskEnded ended, Instant at, Instant heardAt) {
        task.status = ended.status();
        task.endedAt = at;
        task.nextAttemptAt = null;
        task.error = ended.error();
        if (ended.workerId() != null) {
            task.workerId = ended.workerId();
        }
        if (ended.report() != null) {
            task.lastEventAt = heardAt;
            task.terminalSummary = ended.report().getSummary().orElse(null);
            task.blocked = ended.report().getBlocked();
            task.output = ended.report().getOutput().orElse(null);
            task.outputContentType = ended.report().getOutputContentType().orElse(null);
        }
    }
}
