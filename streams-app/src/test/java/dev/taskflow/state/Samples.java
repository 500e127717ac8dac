package dev.taskflow.state;

import dev.taskflow.rules.CancelIntent;
import dev.taskflow.rules.Counts;
import dev.taskflow.rules.Ending;
import dev.taskflow.rules.Flow;
import dev.taskflow.rules.Origin;
import dev.taskflow.rules.Sweep;
import dev.taskflow.rules.Task;
import dev.taskflow.rules.Timeouts;
import dev.taskflow.rules.Upkeep;
import dev.taskflow.rules.Wait;
import dev.taskflow.v1.ClosePolicy;
import dev.taskflow.v1.Completion;
import dev.taskflow.v1.DeliveryContext;
import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.NotifyPolicy;
import dev.taskflow.v1.RetryPolicy;
import dev.taskflow.v1.SyncMode;
import dev.taskflow.v1.TaskError;
import dev.taskflow.v1.TaskFailurePolicy;
import dev.taskflow.v1.TaskSpec;
import dev.taskflow.v1.TaskStatus;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Flows and tasks to store. No two values of a full one are equal, so that a mixed-up column shows. */
public final class Samples {
    private Samples() {}

    public static Instant second(long second) {
        return Instant.ofEpochSecond(1_700_000_000L + second, 1_000_000L);
    }

    /** With every field set, and to something other than its default. */
    public static Flow fullFlow() {
        Origin origin = new Origin(
                "flow-1",
                "acme",
                "command-1",
                second(1),
                SyncMode.TASK_MIRRORED,
                "controller-1",
                "the goal",
                new DeliveryContext("mail", "to", "account", "thread"),
                Map.of("label", "value"),
                Completion.WHEN_TASKS_SETTLE,
                TaskFailurePolicy.CANCEL_SIBLINGS,
                ClosePolicy.REJECT_IF_ACTIVE,
                101L,
                second(2));
        return new Flow(
                origin,
                FlowStatus.BLOCKED,
                102,
                103,
                NotifyPolicy.STATE_CHANGES,
                "step",
                "{\"state\":1}",
                new Wait("{\"wait\":1}", "blocked-task", "blocked summary", second(3)),
                new CancelIntent(second(4), "cancel reason", "command-2"),
                second(5),
                true,
                "failed-run",
                new Counts(28, 2, 3, 4, 5, 6, 8),
                second(6),
                second(7),
                second(8),
                "summary",
                "error",
                "command-3",
                "command-4",
                new Upkeep(
                        new Sweep(
                                Sweep.Kind.LOSE,
                                "reached-run",
                                "sweep reason",
                                new Ending(
                                        FlowStatus.FAILED,
                                        "{\"ending\":1}",
                                        "ending-task",
                                        "ending blocked",
                                        "ending summary",
                                        "ending error",
                                        "command-5"),
                                second(11)),
                        second(9),
                        second(10),
                        104));
    }

    /** The flow with another stateJson. */
    public static Flow withState(Flow flow, String stateJson) {
        return changed(flow, stateJson, flow.upkeep());
    }

    /** The flow with other notes of the processor. */
    public static Flow withUpkeep(Flow flow, Upkeep upkeep) {
        return changed(flow, flow.stateJson(), upkeep);
    }

    private static Flow changed(Flow flow, @Nullable String stateJson, Upkeep upkeep) {
        return new Flow(
                flow.origin(),
                flow.status(),
                flow.revision(),
                flow.sequence(),
                flow.notifyPolicy(),
                flow.currentStep(),
                stateJson,
                flow.waiting(),
                flow.cancelIntent(),
                flow.graceUntil(),
                flow.sealed(),
                flow.failedRunId(),
                flow.tasks(),
                flow.updatedAt(),
                flow.startedAt(),
                flow.endedAt(),
                flow.summary(),
                flow.error(),
                flow.lastCommandId(),
                flow.endCommandId(),
                upkeep);
    }

    /** With nothing set that may be left out. */
    public static Flow bareFlow(String flowId, String ownerKey, Instant createdAt) {
        Origin origin = new Origin(
                flowId,
                ownerKey,
                "command-1",
                createdAt,
                SyncMode.MANAGED,
                null,
                "",
                null,
                Map.of(),
                Completion.EXPLICIT,
                TaskFailurePolicy.CONTINUE,
                ClosePolicy.CANCEL_TASKS,
                null,
                null);
        return new Flow(
                origin,
                FlowStatus.QUEUED,
                1,
                1,
                NotifyPolicy.DONE_ONLY,
                null,
                null,
                Wait.NONE,
                null,
                null,
                false,
                null,
                Counts.NONE,
                createdAt,
                null,
                null,
                null,
                null,
                "command-1",
                null,
                Upkeep.NONE);
    }

    /** With every field set, and to something other than its default; active, with attempts left. */
    public static Task fullTask() {
        TaskSpec spec = new TaskSpec(
                "run-1",
                "gpu",
                "label",
                "parent-run",
                ByteBuffer.wrap(new byte[] {1, 2, 3}),
                "text/plain",
                Map.of("key", "value"),
                NotifyPolicy.STATE_CHANGES,
                new RetryPolicy(9, 11L, 1.5, 12L),
                13L,
                14L,
                15L);
        return new Task(
                "flow-1",
                spec,
                NotifyPolicy.SILENT,
                TaskStatus.RUNNING,
                7,
                "dispatch-1",
                second(1),
                second(2),
                second(3),
                second(4),
                second(5),
                second(6),
                second(7),
                "cancel reason",
                second(8),
                "worker-1",
                "progress summary",
                "terminal summary",
                new TaskError("type", "message", false),
                true,
                ByteBuffer.wrap(new byte[] {4, 5}),
                "image/png",
                new Timeouts(second(9), second(10), second(11)));
    }

    /** The task with another specification, status and summary of its progress. */
    public static Task changed(Task task, TaskSpec spec, TaskStatus status, @Nullable String progressSummary) {
        return new Task(
                task.flowId(),
                spec,
                task.notifyPolicy(),
                status,
                task.attempt(),
                task.dispatchId(),
                task.createdAt(),
                task.updatedAt(),
                task.startedAt(),
                task.endedAt(),
                task.lastEventAt(),
                task.nextAttemptAt(),
                task.cancelRequestedAt(),
                task.cancelReason(),
                task.graceUntil(),
                task.workerId(),
                progressSummary,
                task.terminalSummary(),
                task.error(),
                task.blocked(),
                task.output(),
                task.outputContentType(),
                task.timeouts());
    }

    /** With nothing set that may be left out. */
    public static Task bareTask(String flowId, String runId) {
        TaskSpec spec =
                TaskSpec.newBuilder().setRunId(runId).setRuntime("default").build();
        return new Task(
                flowId,
                spec,
                null,
                TaskStatus.QUEUED,
                1,
                "dispatch-1",
                second(1),
                second(2),
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
                Timeouts.NONE);
    }
}
