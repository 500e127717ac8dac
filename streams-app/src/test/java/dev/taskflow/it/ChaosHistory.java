package dev.taskflow.it;

import dev.taskflow.v1.FlowEvent;
import dev.taskflow.v1.FlowSettled;
import dev.taskflow.v1.TaskCounts;
import dev.taskflow.v1.TaskOutcome;
import dev.taskflow.v1.TaskRetryScheduled;
import dev.taskflow.v1.TaskSpec;
import dev.taskflow.v1.TaskStatus;
import dev.taskflow.v1.TaskStatusChanged;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/** Holds what a reader has seen of one flow against the guarantees. Fed with its events in their order. */
final class ChaosHistory {
    private final ChaosFlow flow;
    private final Map<String, String> dispatchIds;
    private final ChaosPunctuality punctuality;
    private final ChaosLedger ledger;
    private final BiConsumer<String, String> violation;

    private final Set<String> eventIds = new HashSet<>();
    private final Map<String, TaskStatus> statuses = new HashMap<>();
    private long sequence;
    private long revision;
    private boolean hasIntent;
    private int settlements;

    /**
     * @param dispatchIds by task id, {@code #} and attempt
     * @param violation takes the rule and what breaks it
     */
    ChaosHistory(
            ChaosFlow flow,
            Map<String, String> dispatchIds,
            ChaosPunctuality punctuality,
            ChaosLedger ledger,
            BiConsumer<String, String> violation) {
        this.flow = flow;
        this.dispatchIds = dispatchIds;
        this.punctuality = punctuality;
        this.ledger = ledger;
        this.violation = violation;
    }

    void check(List<FlowEvent> events, List<FlowSettled> settled) {
        for (FlowEvent event : events) {
            order(event);
            event.getFlowCancelRequested().ifPresent(requested -> hasIntent = true);
            event.getTaskSpawned().ifPresent(spawned -> spawned(spawned.getRunId()));
            event.getTaskStatusChanged().ifPresent(this::changed);
            event.getTaskRetryScheduled().ifPresent(this::retried);
            event.getFlowSettled().ifPresent(ending -> settled(ending, settled));
        }
        if (settlements != 1 || settled.size() != 1) {
            violation.accept(
                    settlements + settled.size() == 0 ? "S1 never settled" : "S1 settled once",
                    "%s in flow-events, %s on flow-settled".formatted(settlements, settled.size()));
        }
    }

    private void order(FlowEvent event) {
        sequence++;
        if (event.getSequence() != sequence) {
            violation.accept(
                    "sequence", "%s has %s after %s".formatted(event.getType(), event.getSequence(), sequence - 1));
            sequence = event.getSequence();
        }
        if (!eventIds.add(event.getEventId())) {
            violation.accept("event ids are unique", event.getEventId());
        }
        long expected =
                switch (event.getType()) {
                    case FLOW_CREATED -> 1;
                    case FLOW_UPDATED, FLOW_CANCEL_REQUESTED, FLOW_SETTLED -> revision + 1;
                    default -> revision;
                };
        if (event.getRevision() != expected) {
            violation.accept(
                    "C6 revision", "%s has %s and not %s".formatted(event.getType(), event.getRevision(), expected));
        }
        revision = event.getRevision();
    }

    private void spawned(String runId) {
        if (hasIntent) {
            violation.accept("no spawn after the intent", runId);
        }
        if (statuses.put(runId, TaskStatus.QUEUED) != null) {
            violation.accept("C3 spawned once", runId);
        }
    }

    private void changed(TaskStatusChanged changed) {
        TaskStatus before = statuses.put(changed.getRunId(), changed.getStatus());
        if (before != null && isTerminal(before)) {
            violation.accept(
                    "T2 the first end stays",
                    "%s from %s to %s".formatted(changed.getRunId(), before, changed.getStatus()));
        }
        boolean givenUp = changed.getStatus() == TaskStatus.LOST || changed.getStatus() == TaskStatus.TIMED_OUT;
        if (givenUp) {
            String why = changed.getError().map(error -> error.getType()).orElse("");
            givenUp(changed.getRunId(), changed.getAttempt(), why);
        }
    }

    private void givenUp(String runId, int attempt, String why) {
        String dispatchId = dispatchId(runId, attempt);
        boolean inTime = why.equals("cancel-grace-elapsed")
                ? punctuality.isReportedBefore(dispatchId, punctuality.graceEndsAt(flow))
                : reportedInTime(runId, attempt) != TaskOutcome.UNSPECIFIED;
        if (inTime) {
            violation.accept(
                    "T5 given up though its reports were there in time",
                    "%s attempt %s: %s".formatted(runId, attempt, why));
        }
    }

    private void retried(TaskRetryScheduled retry) {
        int ended = retry.getAttempt() - 1;
        if (reportedInTime(retry.getRunId(), ended) == TaskOutcome.SUCCEEDED) {
            violation.accept(
                    "T5 given up though its reports were there in time",
                    "%s attempt %s succeeded and is tried again".formatted(retry.getRunId(), ended));
        }
    }

    private TaskOutcome reportedInTime(String runId, int attempt) {
        TaskSpec spec = flow.specs().get(runId);
        if (spec == null) {
            return TaskOutcome.UNSPECIFIED;
        }
        long dispatchedAt = flow.createdAt();
        for (ChaosLedger.Report before : ledger.reports(dispatchId(runId, attempt - 1))) {
            dispatchedAt = Math.max(dispatchedAt, before.sentAt);
        }
        return punctuality
                .reportedInTime(spec, dispatchId(runId, attempt), dispatchedAt)
                .orElse(TaskOutcome.UNSPECIFIED);
    }

    private String dispatchId(String runId, int attempt) {
        return dispatchIds.getOrDefault(flow.id() + "/" + runId + "#" + attempt, "");
    }

    private void settled(FlowSettled ending, List<FlowSettled> settled) {
        settlements++;
        TaskCounts counts = ending.getTasks();
        TaskCounts expected = TaskCounts.newBuilder()
                .setTotal(statuses.size())
                .setSucceeded(count(TaskStatus.SUCCEEDED))
                .setFailed(count(TaskStatus.FAILED))
                .setTimedOut(count(TaskStatus.TIMED_OUT))
                .setCancelled(count(TaskStatus.CANCELLED))
                .setLost(count(TaskStatus.LOST))
                .setActive(count(TaskStatus.QUEUED) + count(TaskStatus.RUNNING))
                .build();
        if (!counts.equals(expected)) {
            violation.accept("counts are those of the events", "%s and not %s".formatted(counts, expected));
        }
        if (!settled.contains(ending)) {
            violation.accept("S1 the same on flow-settled", ending.toString());
        }
    }

    private int count(TaskStatus status) {
        return (int) statuses.values().stream().filter(status::equals).count();
    }

    private static boolean isTerminal(TaskStatus status) {
        return status != TaskStatus.QUEUED && status != TaskStatus.RUNNING;
    }
}
