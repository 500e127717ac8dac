package dev.taskflow.rules;

import dev.taskflow.serde.AvroTrust;
import dev.taskflow.v1.CreateFlow;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.RetryPolicy;
import dev.taskflow.v1.SpawnTasks;
import dev.taskflow.v1.TaskCompleted;
import dev.taskflow.v1.TaskError;
import dev.taskflow.v1.TaskEvent;
import dev.taskflow.v1.TaskOutcome;
import dev.taskflow.v1.TaskProgress;
import dev.taskflow.v1.TaskSpec;
import dev.taskflow.v1.TaskStarted;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Commands, reports and settings that tests start from. */
final class Fixtures {
    static final String FLOW = "flow-1";
    static final String OWNER = "owner-1";
    static final String RUNTIME = "python";
    static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
    static final Duration GRACE = Duration.ofSeconds(30);
    static final Settings SETTINGS = new Settings(Limits.DEFAULT, GRACE, Set.of(RUNTIME, "java"));

    static {
        AvroTrust.install(); // Avro's builders refuse the defaults of generated types without it
    }

    private Fixtures() {}

    /** A command of the owner to the flow, still without a payload. */
    static FlowCommand.Builder command(String commandId) {
        return FlowCommand.newBuilder()
                .setCommandId(commandId)
                .setFlowId(FLOW)
                .setOwnerKey(OWNER)
                .setIssuedAt(T0);
    }

    static CreateFlow.Builder managed() {
        return CreateFlow.newBuilder().setControllerId("controller-1").setGoal("a goal");
    }

    static TaskSpec.Builder task(String runId) {
        return TaskSpec.newBuilder().setRunId(runId).setRuntime(RUNTIME);
    }

    static List<TaskSpec> tasks(String... runIds) {
        return List.of(runIds).stream().map(runId -> task(runId).build()).toList();
    }

    static SpawnTasks spawn(String... runIds) {
        return SpawnTasks.newBuilder().setTasks(tasks(runIds)).build();
    }

    static RetryPolicy retry(int maxAttempts) {
        return new RetryPolicy(maxAttempts, 1_000L, 2.0, 60_000L);
    }

    /** A report on a task of the flow, still without a payload. */
    static TaskEvent.Builder report(String runId, int attempt, String dispatchId) {
        return TaskEvent.newBuilder()
                .setFlowId(FLOW)
                .setRunId(runId)
                .setAttempt(attempt)
                .setDispatchId(dispatchId)
                .setWorkerId("worker-1")
                .setOccurredAt(T0);
    }

    static TaskEvent started(TaskEvent.Builder report) {
        return report.setStarted(new TaskStarted()).build();
    }

    static TaskEvent progress(TaskEvent.Builder report) {
        return report.setProgress(
                        TaskProgress.newBuilder().setSummary("half way").build())
                .build();
    }

    static TaskEvent completed(TaskEvent.Builder report, TaskOutcome outcome) {
        return report.setCompleted(
                        TaskCompleted.newBuilder().setOutcome(outcome).build())
                .build();
    }

    /** A completion that failed for good. */
    static TaskEvent failedForGood(TaskEvent.Builder report) {
        return report.setCompleted(TaskCompleted.newBuilder()
                        .setOutcome(TaskOutcome.FAILED)
                        .setError(new TaskError("bad-input", "no such file", false))
                        .build())
                .build();
    }

    /** A completion that succeeded only so far (T8). */
    static TaskEvent blocked(TaskEvent.Builder report) {
        return report.setCompleted(TaskCompleted.newBuilder()
                        .setOutcome(TaskOutcome.SUCCEEDED)
                        .setBlocked(true)
                        .setSummary("needs a decision")
                        .build())
                .build();
    }
}
