package dev.taskflow.simulation;

import dev.taskflow.status.Statuses;
import dev.taskflow.v1.FlowEvent;
import dev.taskflow.v1.FlowEventType;
import dev.taskflow.v1.FlowSettled;
import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.TaskCounts;
import dev.taskflow.v1.TaskDispatch;
import dev.taskflow.v1.TaskEvent;
import dev.taskflow.v1.TaskStatus;
import dev.taskflow.v1.TaskStatusChanged;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What others know of one flow from its records alone, and what they were promised about the next ones. */
final class FlowLedger {
    private final String flowId;
    private final Map<String, TaskStatus> tasks = new HashMap<>();
    private final Map<String, TaskDispatch> current = new HashMap<>();
    private long sequence;
    private long revision;
    private Instant lastOccurredAt = Instant.MIN;
    private boolean cancelRequested;
    private @Nullable FlowSettled settled;
    private int settlements;
    private @Nullable Instant restsSince;

    FlowLedger(String flowId) {
        this.flowId = flowId;
    }

    String flowId() {
        return flowId;
    }

    boolean isSettled() {
        return settled != null;
    }

    /** Since when it has been settled without an active task; null if it is not. */
    @Nullable
    Instant restsSince() {
        return restsSince;
    }

    long sequence() {
        return sequence;
    }

    long revision() {
        return revision;
    }

    @Nullable
    TaskStatus status(String runId) {
        return tasks.get(runId);
    }

    /** Whether a report is one that counts: of the attempt that was dispatched last, and has not ended (A2, T2, T4). */
    boolean counts(TaskEvent report) {
        TaskDispatch dispatch = current.get(report.getRunId());
        return dispatch != null
                && dispatch.getDispatchId().equals(report.getDispatchId())
                && dispatch.getAttempt() == report.getAttempt();
    }

    /** @param mayBeLate whether the cancel intent may have come after the dispatch */
    void dispatched(TaskDispatch dispatch, boolean mayBeLate) {
        String runId = dispatch.getRunId();
        promise(tasks.get(runId) == TaskStatus.QUEUED, "%s dispatched while %s", runId, tasks.get(runId));
        promise(!cancelRequested || mayBeLate, "K1: %s dispatched after the cancel intent", runId);
        promise(!current.containsKey(runId), "T3: %s dispatched beside another attempt", runId);
        current.put(runId, dispatch);
    }

    void happened(FlowEvent event, Instant now) {
        promise(event.getSequence() == sequence + 1, "sequence %d after %d", event.getSequence(), sequence);
        sequence = event.getSequence();
        promise(!event.getOccurredAt().isBefore(lastOccurredAt), "X3: time runs backwards");
        lastOccurredAt = event.getOccurredAt();
        long expected = revision + (isRevised(event.getType()) ? 1 : 0);
        promise(event.getRevision() == expected, "C6: revision %d after %d", event.getRevision(), revision);
        revision = expected;
        promise(!isRevised(event.getType()) || settled == null, "C7: %s after the end", event.getType());
        switch (event.getType()) {
            case FLOW_CANCEL_REQUESTED -> {
                promise(!cancelRequested, "K1: a second cancel intent");
                cancelRequested = true;
            }
            case TASK_SPAWNED -> spawned(event.getTaskSpawned().orElseThrow().getRunId());
            case TASK_STATUS_CHANGED -> changed(event.getTaskStatusChanged().orElseThrow());
            case TASK_RETRY_SCHEDULED -> {
                String runId = event.getTaskRetryScheduled().orElseThrow().getRunId();
                promise(isActive(runId) && !cancelRequested && settled == null, "T3: %s is tried again", runId);
                tasks.put(runId, TaskStatus.QUEUED);
                current.remove(runId);
            }
            case FLOW_SETTLED -> settled(event.getFlowSettled().orElseThrow());
            case FLOW_CREATED, FLOW_UPDATED, TASK_PROGRESSED, TASK_CANCEL_REQUESTED -> {}
            case UNSPECIFIED -> promise(false, "an event without a type");
        }
        if (settled != null && active() == 0 && restsSince == null) {
            restsSince = now;
        }
    }

    /** The record for those who wait for the end alone (S1). */
    void announced(FlowSettled announced) {
        settlements++;
        promise(announced.equals(settled), "S1: announced is %s, settled was %s", announced, settled);
    }

    /** What holds between any two inputs. */
    void assertSound() {
        promise(settlements == (settled == null ? 0 : 1), "S1: %d records on flow-settled", settlements);
    }

    TaskCounts counted() {
        return new TaskCounts(
                tasks.size(),
                count(TaskStatus.SUCCEEDED),
                count(TaskStatus.FAILED),
                count(TaskStatus.TIMED_OUT),
                count(TaskStatus.CANCELLED),
                count(TaskStatus.LOST),
                active());
    }

    private static boolean isRevised(FlowEventType type) {
        return switch (type) {
            case FLOW_CREATED, FLOW_UPDATED, FLOW_CANCEL_REQUESTED, FLOW_SETTLED -> true;
            default -> false;
        };
    }

    private void spawned(String runId) {
        promise(tasks.put(runId, TaskStatus.QUEUED) == null, "C3: %s spawned twice", runId);
        promise(!cancelRequested && settled == null, "K1: %s spawned too late", runId);
    }

    private void changed(TaskStatusChanged change) {
        String runId = change.getRunId();
        promise(isActive(runId), "T2: %s from %s to %s", runId, tasks.get(runId), change.getStatus());
        tasks.put(runId, change.getStatus());
        if (!Statuses.isActive(change.getStatus())) {
            current.remove(runId);
        }
    }

    private void settled(FlowSettled end) {
        settled = end;
        promise(end.getRevision() == revision, "C6: settled at revision %d", end.getRevision());
        promise(end.getTasks().equals(counted()), "settled with %s, but %s", end.getTasks(), counted());
        promise(cancelRequested == end.getCancelRequestedAt().isPresent(), "K3: %s", end);
        promise(!cancelRequested || end.getStatus() == FlowStatus.CANCELLED, "K3: ended %s", end.getStatus());
        promise(!cancelRequested || active() == 0, "K3: cancelled with active children: %s", tasks);
    }

    private boolean isActive(String runId) {
        TaskStatus status = tasks.get(runId);
        return status != null && Statuses.isActive(status);
    }

    private int active() {
        return count(TaskStatus.QUEUED) + count(TaskStatus.RUNNING);
    }

    private int count(TaskStatus wanted) {
        return (int) tasks.values().stream().filter(status -> status == wanted).count();
    }

    private void promise(boolean holds, String format, @Nullable Object... args) {
        Promise.holds(holds, flowId, format, args);
    }
}
