package dev.taskflow.rules;

import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.TaskCompleted;
import dev.taskflow.v1.TaskError;
import dev.taskflow.v1.TaskEvent;
import dev.taskflow.v1.TaskOutcome;
import dev.taskflow.v1.TaskProgress;
import dev.taskflow.v1.TaskStatus;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What workers report: {@code TaskEvent} (A2, T1 to T4, K8). */
final class TaskRules {
    private final Settings settings;
    private final Sizes sizes;

    TaskRules(Settings settings) {
        this.settings = settings;
        this.sizes = new Sizes(settings.limits());
    }

    Decision decide(TaskEvent event, int encodedBytes, StateView stored, DecisionTime now) {
        String fault = fault(event, encodedBytes);
        if (fault != null) {
            return new Decision.Malformed(fault);
        }
        Flow flow = stored.flow(event.getFlowId());
        if (flow == null) {
            return new Decision.Ignored(Decision.Reason.UNKNOWN_FLOW);
        }
        Task task = stored.task(event.getFlowId(), event.getRunId());
        if (task == null) {
            return new Decision.Ignored(Decision.Reason.UNKNOWN_TASK);
        }
        boolean waitsForRetry = task.nextAttemptAt() != null; // the attempt that was dispatched last has ended
        if (waitsForRetry
                || !task.dispatchId().equals(event.getDispatchId())
                || task.attempt() != event.getAttempt()) { // A2, T4
            return new Decision.Ignored(
                    event.getAttempt() < task.attempt() || (waitsForRetry && event.getAttempt() == task.attempt())
                            ? Decision.Reason.OLD_ATTEMPT
                            : Decision.Reason.WRONG_DISPATCH);
        }
        return decide(event, task, Transition.of(flow, stored, now, settings));
    }

    private Decision decide(TaskEvent event, Task task, Transition transition) {
        if (!task.isActive()) { // T2
            if (event.getStarted().isPresent() && task.status() == TaskStatus.CANCELLED) { // K8
                CancelIntent intent = transition.flow().cancelIntent();
                String reason = task.cancelReason() == null && intent != null ? intent.reason() : task.cancelReason();
                transition.happened(new Event.WorkerToldToStop(task.runId(), reason));
                return transition.decided();
            }
            return new Decision.Ignored(Decision.Reason.ALREADY_ENDED);
        }
        if (event.getCompleted().isPresent()) {
            completed(
                    transition, task, event.getWorkerId(), event.getCompleted().get());
            return transition.decided();
        }
        if (Children.stopIfNotReached(transition, task)) {
            return transition.decided();
        }
        if (event.getStarted().isPresent()) {
            if (task.status() == TaskStatus.RUNNING) {
                return new Decision.Ignored(Decision.Reason.ALREADY_STARTED);
            }
            started(transition, task, event.getWorkerId());
            return transition.decided();
        }
        if (task.status() == TaskStatus.QUEUED) { // T1: who reports progress has started
            started(transition, task, event.getWorkerId());
        }
        String summary = event.getProgress().flatMap(TaskProgress::getSummary).orElse(null);
        transition.happened(new Event.TaskProgressed(task.runId(), event.getWorkerId(), summary));
        return transition.decided();
    }

    private static void started(Transition transition, Task task, String workerId) {
        transition.happened(new Event.TaskStarted(task.runId(), workerId));
        Children.mirrorStatus(transition, FlowStatus.RUNNING);
    }

    private static void completed(Transition transition, Task task, String workerId, TaskCompleted report) {
        TaskError error = report.getError().orElse(null);
        switch (report.getOutcome()) {
            case SUCCEEDED -> Children.ended(transition, task, TaskStatus.SUCCEEDED, workerId, error, report, null);
            case CANCELLED -> Children.ended(transition, task, TaskStatus.CANCELLED, workerId, error, report, null);
            case FAILED -> Children.attemptFailed(transition, task, TaskStatus.FAILED, workerId, error, report);
            case TIMED_OUT -> Children.attemptFailed(transition, task, TaskStatus.TIMED_OUT, workerId, error, report);
            case UNSPECIFIED -> throw new IllegalStateException("refused as malformed");
        }
    }

    private @Nullable String fault(TaskEvent event, int encodedBytes) { // X4
        String excess = sizes.excess(event, encodedBytes);
        if (excess != null) {
            return excess;
        }
        if (!Ids.isLegal(event.getFlowId()) || !Ids.isLegal(event.getRunId())) {
            return "flowId and runId must be %s.".formatted(Ids.ALLOWED);
        }
        int payloads = (event.getStarted().isPresent() ? 1 : 0)
                + (event.getProgress().isPresent() ? 1 : 0)
                + (event.getCompleted().isPresent() ? 1 : 0);
        if (payloads != 1) {
            return String.format(
                    Locale.ROOT,
                    "A task event must have exactly one of started, progress, completed, but has %d.",
                    payloads);
        }
        boolean unspecified = event.getCompleted()
                .map(completed -> completed.getOutcome() == TaskOutcome.UNSPECIFIED)
                .orElse(false);
        return unspecified ? "completed.outcome must be SUCCEEDED, FAILED, TIMED_OUT or CANCELLED." : null;
    }
}
