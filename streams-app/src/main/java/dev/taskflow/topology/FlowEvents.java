package dev.taskflow.topology;

import dev.taskflow.rules.Event;
import dev.taskflow.rules.Flow;
import dev.taskflow.rules.Origin;
import dev.taskflow.rules.Recorded;
import dev.taskflow.rules.Task;
import dev.taskflow.rules.Wait;
import dev.taskflow.v1.FlowCancelRequested;
import dev.taskflow.v1.FlowCreated;
import dev.taskflow.v1.FlowEvent;
import dev.taskflow.v1.FlowEventType;
import dev.taskflow.v1.FlowSettled;
import dev.taskflow.v1.FlowUpdated;
import dev.taskflow.v1.TaskCancelRequested;
import dev.taskflow.v1.TaskError;
import dev.taskflow.v1.TaskProgressed;
import dev.taskflow.v1.TaskRetryScheduled;
import dev.taskflow.v1.TaskSpawned;
import dev.taskflow.v1.TaskStatusChanged;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Recorded events as the history shows them. */
final class FlowEvents {
    private FlowEvents() {}

    /**
     * The event as it goes to {@code flow-events}.
     *
     * @param settled the flow's end; null: the event is another one
     * @param causedBy the command; null: none was the cause
     */
    static FlowEvent of(
            Recorded recorded, Event.Historic event, @Nullable FlowSettled settled, @Nullable String causedBy) {
        Flow flow = recorded.flow();
        FlowCreated created = event instanceof Event.FlowCreated ? created(flow) : null;
        FlowUpdated updated = event instanceof Event.FlowUpdated ? updated(flow) : null;
        FlowCancelRequested cancelRequested = event instanceof Event.FlowCancelRequested requested
                ? new FlowCancelRequested(
                        requested.intent().reason(), requested.intent().requestedAt())
                : null;
        Task task = recorded.task();
        TaskSpawned spawned = event instanceof Event.TaskSpawned ? spawned(taskOf(task)) : null;
        TaskStatusChanged statusChanged = null;
        if (event instanceof Event.TaskStarted started) {
            statusChanged = statusChanged(taskOf(task), started.workerId(), null);
        } else if (event instanceof Event.TaskEnded ended) {
            statusChanged = statusChanged(taskOf(task), ended.workerId(), ended.error());
        }
        TaskProgressed progressed = event instanceof Event.TaskProgressed progress
                ? new TaskProgressed(progress.runId(), taskOf(task).attempt(), progress.summary())
                : null;
        TaskRetryScheduled retryScheduled = event instanceof Event.TaskRetryScheduled retry
                ? new TaskRetryScheduled(retry.runId(), retry.attempt(), retry.notBefore())
                : null;
        TaskCancelRequested taskCancelRequested = event instanceof Event.TaskCancelRequested cancel
                ? new TaskCancelRequested(cancel.runId(), taskOf(task).attempt(), cancel.reason())
                : null;
        return new FlowEvent(
                OutputIds.event(flow),
                flow.id(),
                flow.origin().ownerKey(),
                flow.sequence(),
                flow.revision(),
                recorded.occurredAt(),
                causedBy,
                type(event),
                created,
                updated,
                cancelRequested,
                spawned,
                statusChanged,
                progressed,
                retryScheduled,
                taskCancelRequested,
                settled);
    }

    private static FlowEventType type(Event.Historic event) {
        if (event instanceof Event.FlowCreated) {
            return FlowEventType.FLOW_CREATED;
        } else if (event instanceof Event.FlowUpdated) {
            return FlowEventType.FLOW_UPDATED;
        } else if (event instanceof Event.FlowCancelRequested) {
            return FlowEventType.FLOW_CANCEL_REQUESTED;
        } else if (event instanceof Event.FlowSettled) {
            return FlowEventType.FLOW_SETTLED;
        } else if (event instanceof Event.TaskSpawned) {
            return FlowEventType.TASK_SPAWNED;
        } else if (event instanceof Event.TaskStarted || event instanceof Event.TaskEnded) {
            return FlowEventType.TASK_STATUS_CHANGED;
        } else if (event instanceof Event.TaskProgressed) {
            return FlowEventType.TASK_PROGRESSED;
        } else if (event instanceof Event.TaskRetryScheduled) {
            return FlowEventType.TASK_RETRY_SCHEDULED;
        } else if (event instanceof Event.TaskCancelRequested) {
            return FlowEventType.TASK_CANCEL_REQUESTED;
        }
        throw new IllegalStateException("no history for " + event.getClass());
    }

    private static FlowCreated created(Flow flow) {
        Origin origin = flow.origin();
        return new FlowCreated(
                origin.syncMode(),
                origin.controllerId(),
                origin.goal(),
                flow.status(),
                flow.currentStep(),
                flow.stateJson(),
                origin.labels(),
                flow.notifyPolicy(),
                origin.completion(),
                origin.onTaskFailure(),
                origin.closePolicy(),
                origin.deadline());
    }

    private static FlowUpdated updated(Flow flow) {
        Wait waiting = flow.waiting();
        return new FlowUpdated(
                flow.status(),
                flow.currentStep(),
                flow.stateJson(),
                waiting.waitJson(),
                waiting.blockedTaskId(),
                waiting.blockedSummary(),
                waiting.wakeAt(),
                flow.sealed());
    }

    private static TaskSpawned spawned(Task task) {
        return new TaskSpawned(
                task.runId(),
                task.taskId(),
                task.spec().getRuntime(),
                task.spec().getLabel().orElse(null));
    }

    /**
     * @param workerId who reported it; null if a command or a timer brought it about, whoever ran the task before
     * @param error of this change; the row may still hold the one of an earlier attempt
     */
    private static TaskStatusChanged statusChanged(Task task, @Nullable String workerId, @Nullable TaskError error) {
        return new TaskStatusChanged(
                task.runId(), task.taskId(), task.status(), task.attempt(), workerId, task.terminalSummary(), error);
    }

    private static Task taskOf(@Nullable Task task) {
        return Objects.requireNonNull(task, "an event of a task carries it");
    }
}
