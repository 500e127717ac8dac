package dev.taskflow.rules;

import dev.taskflow.v1.Completion;
import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.TaskError;
import dev.taskflow.v1.TaskStatus;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Ends flows: the only place that records {@code FlowSettled}, and never for a flow that has ended (S1). */
final class Settlement {
    private Settlement() {}

    /**
     * Settles the flow if what has happened in this transition leaves nothing to wait for.
     *
     * @param commandId the command in hand; null for a report or a timer
     */
    static void settleIfDue(Transition transition, @Nullable String commandId) {
        Flow flow = transition.flow();
        if (flow.isTerminal() || flow.tasks().active() > 0) {
            return;
        }
        if (flow.ending() != null) { // C9, before the walk over the children was through
            end(transition, flow.ending());
        } else if (flow.cancelIntent() != null) { // K3, K4: whatever the children became
            String endedBy = commandId != null ? commandId : flow.cancelIntent().commandId();
            end(transition, FlowStatus.CANCELLED, flow.stateJson(), Wait.NONE, null, null, endedBy);
        } else if (flow.origin().isMirrored()) {
            mirror(transition, commandId);
        } else if (flow.failedRunId() != null) { // T6
            end(
                    transition,
                    FlowStatus.FAILED,
                    flow.stateJson(),
                    Wait.NONE,
                    null,
                    failFastError(transition, flow.failedRunId()),
                    commandId);
        } else if (flow.sealed() && flow.origin().completion() == Completion.WHEN_TASKS_SETTLE) { // T7
            Counts tasks = flow.tasks();
            boolean all = tasks.succeeded() == tasks.total();
            end(
                    transition,
                    all ? FlowStatus.SUCCEEDED : FlowStatus.FAILED,
                    flow.stateJson(),
                    Wait.NONE,
                    null,
                    all
                            ? null
                            : String.format(
                                    Locale.ROOT,
                                    "%d of %d tasks did not succeed",
                                    tasks.total() - tasks.succeeded(),
                                    tasks.total()),
                    commandId);
        }
    }

    /** Settles an open flow as a controller's {@code Finish} or {@code Fail} says. */
    static void end(Transition transition, Ending ending) {
        end(
                transition,
                ending.status(),
                ending.stateJson(),
                ending.waiting(),
                ending.summary(),
                ending.error(),
                ending.commandId());
    }

    private static void end(
            Transition transition,
            FlowStatus status,
            @Nullable String stateJson,
            Wait waiting,
            @Nullable String summary,
            @Nullable String error,
            @Nullable String commandId) {
        transition.happened(new Event.FlowSettled(status, stateJson, waiting, summary, error, commandId));
    }

    /** T8: the flow ends as its one task did. */
    private static void mirror(Transition transition, @Nullable String commandId) {
        Task task = transition.lastChangedTask();
        FlowStatus status =
                switch (task.status()) {
                    case SUCCEEDED -> task.blocked() ? FlowStatus.BLOCKED : FlowStatus.SUCCEEDED;
                    case CANCELLED -> FlowStatus.CANCELLED;
                    case LOST -> FlowStatus.LOST;
                    case FAILED, TIMED_OUT -> FlowStatus.FAILED;
                    case QUEUED, RUNNING, UNSPECIFIED ->
                        throw new IllegalStateException("a task that is " + task.status() + " settles no flow");
                };
        Wait waiting =
                status == FlowStatus.BLOCKED ? new Wait(null, task.runId(), task.terminalSummary(), null) : Wait.NONE;
        String error = task.error() == null ? null : task.error().getMessage();
        end(transition, status, transition.flow().stateJson(), waiting, task.terminalSummary(), error, commandId);
    }

    private static String failFastError(Transition transition, String failedRunId) {
        Task failed = transition.task(failedRunId);
        TaskStatus status = failed == null ? TaskStatus.FAILED : failed.status();
        TaskError error = failed == null ? null : failed.error();
        return "task %s ended %s%s".formatted(failedRunId, status, error == null ? "" : ": " + error.getMessage());
    }
}
