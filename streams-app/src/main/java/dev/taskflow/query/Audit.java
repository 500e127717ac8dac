package dev.taskflow.query;

import dev.taskflow.rules.Flow;
import dev.taskflow.rules.Task;
import dev.taskflow.v1.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Judges flows and tasks at one time. Pure; safe for any thread. */
final class Audit {
    private final AuditThresholds thresholds;
    private final Instant now;

    Audit(AuditThresholds thresholds, Instant now) {
        this.thresholds = thresholds;
        this.now = now;
    }

    /** What can be said about a flow without a look at its tasks. */
    List<AuditFinding> flow(Flow flow) {
        List<AuditFinding> findings = new ArrayList<>();
        stale(flow).ifPresent(findings::add);
        if (flow.cancelIntent() != null && !flow.isTerminal()) {
            Instant since = flow.cancelIntent().requestedAt();
            if (isOver(since, thresholds.cancel())) {
                String detail = "cancel was requested, and " + flow.tasks().active() + " tasks are still active";
                findings.add(finding(AuditCode.CANCEL_STUCK, flow, since, detail));
            }
        }
        contradiction(flow)
                .ifPresent(
                        what -> findings.add(finding(AuditCode.INCONSISTENT_TIMESTAMPS, flow, flow.updatedAt(), what)));
        return findings;
    }

    private Optional<AuditFinding> stale(Flow flow) {
        Instant wakeAt = flow.waiting().wakeAt();
        boolean driven = flow.tasks().active() > 0;
        boolean wakes = wakeAt != null && !isOver(wakeAt, Duration.ZERO);
        if (flow.isTerminal()) {
            return Optional.empty();
        }
        return switch (flow.status()) {
            case RUNNING ->
                driven
                        ? Optional.empty()
                        : stale(AuditCode.STALE_RUNNING, flow, thresholds.flowRunning(), "runs without an active task");
            case WAITING ->
                driven || wakes
                        ? Optional.empty()
                        : stale(
                                AuditCode.STALE_WAITING,
                                flow,
                                thresholds.flowWaiting(),
                                "waits without an active task or a time to wake up");
            case BLOCKED ->
                wakes ? Optional.empty() : stale(AuditCode.STALE_BLOCKED, flow, thresholds.flowBlocked(), "is blocked");
            case QUEUED, SUCCEEDED, FAILED, CANCELLED, LOST, UNSPECIFIED -> Optional.empty();
        };
    }

    private Optional<AuditFinding> stale(AuditCode code, Flow flow, Duration limit, String what) {
        return isOver(flow.updatedAt(), limit)
                ? Optional.of(finding(code, flow, flow.updatedAt(), what + ", and nothing has changed it since"))
                : Optional.empty();
    }

    private static Optional<String> contradiction(Flow flow) {
        return first(List.of(
                before("updated", flow.updatedAt(), "created", flow.origin().createdAt()),
                before("started", flow.startedAt(), "created", flow.origin().createdAt()),
                before("ended", flow.endedAt(), "started", flow.startedAt()),
                before("ended", flow.endedAt(), "created", flow.origin().createdAt()),
                flow.isTerminal() == (flow.endedAt() != null)
                        ? Optional.empty()
                        : Optional.of("is " + flow.status() + (flow.isTerminal() ? " without" : " with") + " an end")));
    }

    /**
     * What a look at a flow's tasks says about the flow.
     *
     * @param activeRows how many of its tasks are active
     * @param blockedTaskThere whether it has the task that it says it is blocked on
     */
    List<AuditFinding> links(Flow flow, int activeRows, boolean blockedTaskThere) {
        List<AuditFinding> findings = new ArrayList<>();
        if (activeRows < flow.tasks().active()) {
            String detail = "counts " + flow.tasks().active() + " active tasks and has " + activeRows;
            findings.add(finding(AuditCode.MISSING_LINKED_TASKS, flow, flow.updatedAt(), detail));
        }
        if (!flow.isTerminal() && blockedRunId(flow) != null && !blockedTaskThere) {
            String detail = "says that it is blocked on a task that it does not have";
            findings.add(finding(AuditCode.BLOCKED_TASK_MISSING, flow, flow.updatedAt(), detail));
        }
        return findings;
    }

    /** The run that the flow is blocked on, if that is one of its own: clients name it by its run or by its task id. */
    static @Nullable String blockedRunId(Flow flow) {
        String blocked = flow.waiting().blockedTaskId();
        if (blocked == null || blocked.isBlank()) {
            return null;
        }
        String own = flow.id() + "/";
        if (blocked.startsWith(own)) {
            return blocked.substring(own.length());
        }
        return blocked.contains("/") ? null : blocked;
    }

    /** What can be said about a task. */
    List<AuditFinding> task(Flow flow, Task task) {
        List<AuditFinding> findings = new ArrayList<>();
        switch (task.status()) {
            case QUEUED -> {
                Instant since = task.nextAttemptAt() == null ? task.updatedAt() : task.nextAttemptAt();
                if (isOver(since, thresholds.taskQueued())) {
                    String detail = "no worker of runtime " + task.spec().getRuntime() + " has taken attempt "
                            + task.attempt() + " up";
                    findings.add(finding(AuditCode.STALE_QUEUED, flow, task, since, detail));
                }
            }
            case RUNNING -> {
                Instant since = lastHeard(task);
                if (isOver(since, thresholds.taskRunning())) {
                    String detail = "its worker has not been heard of since";
                    findings.add(finding(AuditCode.STALE_RUNNING, flow, task, since, detail));
                }
            }
            case LOST ->
                findings.add(finding(
                        AuditCode.LOST,
                        flow,
                        task,
                        task.endedAt() == null ? task.updatedAt() : task.endedAt(),
                        "was given up without a report of its worker"));
            case SUCCEEDED, FAILED, TIMED_OUT, CANCELLED, UNSPECIFIED -> {}
        }
        contradiction(task)
                .ifPresent(what ->
                        findings.add(finding(AuditCode.INCONSISTENT_TIMESTAMPS, flow, task, task.updatedAt(), what)));
        return findings;
    }

    private static Instant lastHeard(Task task) {
        if (task.lastEventAt() != null) {
            return task.lastEventAt();
        }
        return task.startedAt() == null ? task.updatedAt() : task.startedAt();
    }

    private static Optional<String> contradiction(Task task) {
        return first(List.of(
                before("updated", task.updatedAt(), "created", task.createdAt()),
                before("started", task.startedAt(), "created", task.createdAt()),
                before("ended", task.endedAt(), "started", task.startedAt()),
                before("ended", task.endedAt(), "created", task.createdAt()),
                task.isActive() == (task.endedAt() == null)
                        ? Optional.empty()
                        : Optional.of("is " + task.status() + (task.isActive() ? " with" : " without") + " an end"),
                task.status() == TaskStatus.RUNNING && task.startedAt() == null
                        ? Optional.of("is RUNNING without a start")
                        : Optional.empty()));
    }

    private static Optional<String> before(
            String what, @Nullable Instant time, String than, @Nullable Instant earlier) {
        return time != null && earlier != null && time.isBefore(earlier)
                ? Optional.of(what + " before it was " + than)
                : Optional.empty();
    }

    private static Optional<String> first(List<Optional<String>> contradictions) {
        return contradictions.stream().flatMap(Optional::stream).findFirst();
    }

    /** X2. */
    static AuditFinding unreadable(String flowId, Optional<Flow> flow, String fault) {
        return new AuditFinding(
                AuditCode.RESTORE_FAILED,
                flowId,
                flow.map(each -> each.origin().ownerKey()),
                Optional.empty(),
                Optional.empty(),
                fault);
    }

    private boolean isOver(Instant since, Duration limit) {
        return Duration.between(since, now).compareTo(limit) >= 0;
    }

    private static AuditFinding finding(AuditCode code, Flow flow, Instant since, String detail) {
        return new AuditFinding(
                code, flow.id(), Optional.of(flow.origin().ownerKey()), Optional.empty(), Optional.of(since), detail);
    }

    private static AuditFinding finding(AuditCode code, Flow flow, Task task, Instant since, String detail) {
        return new AuditFinding(
                code,
                flow.id(),
                Optional.of(flow.origin().ownerKey()),
                Optional.of(task.runId()),
                Optional.of(since),
                detail);
    }
}
