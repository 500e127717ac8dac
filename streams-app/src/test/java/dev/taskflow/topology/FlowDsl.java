package dev.taskflow.topology;

import dev.taskflow.v1.CancelTask;
import dev.taskflow.v1.CreateFlow;
import dev.taskflow.v1.Fail;
import dev.taskflow.v1.Finish;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.NotifyPolicy;
import dev.taskflow.v1.ReplyMode;
import dev.taskflow.v1.RequestCancel;
import dev.taskflow.v1.Resume;
import dev.taskflow.v1.RetryPolicy;
import dev.taskflow.v1.SetNotifyPolicy;
import dev.taskflow.v1.SetWaiting;
import dev.taskflow.v1.SpawnTasks;
import dev.taskflow.v1.SyncMode;
import dev.taskflow.v1.TaskCompleted;
import dev.taskflow.v1.TaskDispatch;
import dev.taskflow.v1.TaskError;
import dev.taskflow.v1.TaskEvent;
import dev.taskflow.v1.TaskOutcome;
import dev.taskflow.v1.TaskProgress;
import dev.taskflow.v1.TaskSpec;
import dev.taskflow.v1.TaskStarted;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One flow in the contract's words: what its producers and controller command, and what its workers report. Every call is one
 * input and gives back what it sent out. Commands ask for an answer always; each has a command id of its own. Reports carry
 * the attempt and dispatch id that the worker got last.
 */
final class FlowDsl {
    static final String CONTROLLER = "controller-1";
    static final String WORKER = "worker-1";

    private final TaskFlowDriver driver;
    private final String flowId;
    private final String ownerKey;

    FlowDsl(TaskFlowDriver driver, String flowId, String ownerKey) {
        this.driver = driver;
        this.flowId = flowId;
        this.ownerKey = ownerKey;
    }

    String id() {
        return flowId;
    }

    /** The same flow, spoken to by another owner. */
    FlowDsl as(String otherOwner) {
        return new FlowDsl(driver, flowId, otherOwner);
    }

    /** A command envelope for this flow with a fresh command id and no payload yet. */
    FlowCommand.Builder command() {
        return FlowCommand.newBuilder()
                .setCommandId(driver.newId("command"))
                .setFlowId(flowId)
                .setOwnerKey(ownerKey)
                .setIssuedAt(driver.now())
                .setReply(ReplyMode.ALWAYS);
    }

    /** A managed flow with these tasks on runtime {@code default}. */
    Seen create(String... runIds) {
        return create(create -> create.setTasks(specs(runIds)));
    }

    /** A managed flow with the given changes to it. */
    Seen create(UnaryOperator<CreateFlow.Builder> changes) {
        return driver.send(createCommand(changes));
    }

    FlowCommand createCommand(UnaryOperator<CreateFlow.Builder> changes) {
        CreateFlow.Builder create =
                CreateFlow.newBuilder().setControllerId(CONTROLLER).setGoal("the goal of " + flowId);
        return command().setCreateFlow(changes.apply(create).build()).build();
    }

    /** A managed flow with these tasks. */
    Seen createWith(TaskSpec.Builder... specs) {
        return create(create -> create.setTasks(
                Arrays.stream(specs).map(TaskSpec.Builder::build).toList()));
    }

    /** A flow that mirrors its one task. */
    Seen createMirrored(String runId) {
        return create(create ->
                create.setSyncMode(SyncMode.TASK_MIRRORED).setControllerId(null).setTasks(specs(runId)));
    }

    Seen spawn(String... runIds) {
        return spawn(specs(runIds), false);
    }

    Seen spawn(List<TaskSpec> specs, boolean seal) {
        return send(command().setSpawnTasks(new SpawnTasks(specs, seal)));
    }

    Seen seal() {
        return spawn(List.of(), true);
    }

    Seen setWaiting(UnaryOperator<SetWaiting.Builder> changes) {
        return send(
                command().setSetWaiting(changes.apply(SetWaiting.newBuilder()).build()));
    }

    Seen setWaiting() {
        return setWaiting(waiting -> waiting.setWaitJson("{\"for\":\"approval\"}"));
    }

    Seen resume() {
        return send(command().setResume(Resume.newBuilder().build()));
    }

    Seen finish() {
        return send(command().setFinish(Finish.newBuilder().setSummary("done").build()));
    }

    Seen fail(String error) {
        return send(command().setFail(Fail.newBuilder().setError(error).build()));
    }

    Seen requestCancel() {
        return requestCancel("no longer needed", null);
    }

    Seen requestCancel(@Nullable String reason, @Nullable Long graceMs) {
        return send(command().setRequestCancel(new RequestCancel(reason, graceMs)));
    }

    Seen cancelTask(String runId) {
        return send(command().setCancelTask(new CancelTask(runId, "not this one")));
    }

    Seen setNotifyPolicy(NotifyPolicy policy, @Nullable String runId) {
        return send(command().setSetNotifyPolicy(new SetNotifyPolicy(policy, runId)));
    }

    Seen send(FlowCommand.Builder command) {
        return driver.send(command.build());
    }

    Seen started(String runId) {
        return report(reportOf(runId).setStarted(new TaskStarted()));
    }

    /** A failure that no further attempt can mend (T3). */
    Seen failedForGood(String runId) {
        return completed(
                runId,
                TaskCompleted.newBuilder()
                        .setOutcome(TaskOutcome.FAILED)
                        .setError(new TaskError("bad-input", "it can never work", false))
                        .build());
    }

    Seen progress(String runId, @Nullable String summary) {
        return report(reportOf(runId).setProgress(new TaskProgress(summary)));
    }

    Seen succeeded(String runId) {
        return completed(runId, TaskOutcome.SUCCEEDED);
    }

    Seen failed(String runId) {
        return completed(
                runId,
                TaskCompleted.newBuilder()
                        .setOutcome(TaskOutcome.FAILED)
                        .setError(new TaskError("boom", "it broke", true))
                        .build());
    }

    Seen completed(String runId, TaskOutcome outcome) {
        return completed(runId, TaskCompleted.newBuilder().setOutcome(outcome).build());
    }

    Seen completed(String runId, TaskCompleted completed) {
        return report(reportOf(runId).setCompleted(completed));
    }

    /** A report without payload, of the attempt that the worker got last. */
    TaskEvent.Builder reportOf(String runId) {
        return reportOf(driver.lastDispatch(flowId, runId));
    }

    /** A report without payload, of a given attempt. */
    TaskEvent.Builder reportOf(TaskDispatch dispatch) {
        return TaskEvent.newBuilder()
                .setFlowId(flowId)
                .setRunId(dispatch.getRunId())
                .setAttempt(dispatch.getAttempt())
                .setDispatchId(dispatch.getDispatchId())
                .setWorkerId(WORKER)
                .setOccurredAt(driver.now());
    }

    Seen report(TaskEvent.Builder report) {
        return driver.send(report.build());
    }

    static List<TaskSpec> specs(String... runIds) {
        return Arrays.stream(runIds).map(runId -> spec(runId).build()).toList();
    }

    /** A task that is tried three times, 10 s after the first attempt and 20 s after the second (T3). */
    static TaskSpec.Builder retriedSpec(String runId) {
        return spec(runId).setRetry(new RetryPolicy(3, 10_000L, 2.0, 60_000L));
    }

    /** A task on runtime {@code default} without any time-out. */
    static TaskSpec.Builder spec(String runId) {
        return TaskSpec.newBuilder().setRunId(runId).setRuntime("default");
    }
}
