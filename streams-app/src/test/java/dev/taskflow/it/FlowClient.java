package dev.taskflow.it;

import dev.taskflow.v1.CommandResult;
import dev.taskflow.v1.CreateFlow;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.FlowEventType;
import dev.taskflow.v1.FlowSettled;
import dev.taskflow.v1.ReplyMode;
import dev.taskflow.v1.RequestCancel;
import dev.taskflow.v1.SpawnTasks;
import dev.taskflow.v1.TaskCompleted;
import dev.taskflow.v1.TaskDispatch;
import dev.taskflow.v1.TaskEvent;
import dev.taskflow.v1.TaskOutcome;
import dev.taskflow.v1.TaskSpec;
import dev.taskflow.v1.TaskStarted;
import dev.taskflow.v1.TaskStatus;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * One flow as its controller and its workers see it, over Kafka. Commands want an answer always and wait for it; reports
 * carry the identity of the task's last dispatch.
 */
final class FlowClient {
    private static final String WORKER = "worker-1";

    private final TaskFlowFixture taskflow;
    private final String flowId;
    private final String ownerKey;

    FlowClient(TaskFlowFixture taskflow, String flowId, String ownerKey) {
        this.taskflow = taskflow;
        this.flowId = flowId;
        this.ownerKey = ownerKey;
    }

    String id() {
        return flowId;
    }

    /** The same flow, spoken to by another owner. */
    FlowClient as(String otherOwner) {
        return new FlowClient(taskflow, flowId, otherOwner);
    }

    /** A command with a fresh id and no payload yet. */
    FlowCommand.Builder command() {
        return FlowCommand.newBuilder()
                .setCommandId(UUID.randomUUID().toString())
                .setFlowId(flowId)
                .setOwnerKey(ownerKey)
                .setIssuedAt(Instant.now())
                .setReply(ReplyMode.ALWAYS);
    }

    /** A managed flow with these tasks. */
    FlowCommand createCommand(List<TaskSpec> tasks, UnaryOperator<CreateFlow.Builder> changes) {
        CreateFlow.Builder create = CreateFlow.newBuilder()
                .setControllerId("controller-1")
                .setGoal("the goal of " + flowId)
                .setTasks(tasks);
        return command().setCreateFlow(changes.apply(create).build()).build();
    }

    CommandResult create(String... runIds) {
        return send(createCommand(specs(runIds), UnaryOperator.identity()));
    }

    FlowCommand spawnCommand(String... runIds) {
        return command().setSpawnTasks(new SpawnTasks(specs(runIds), false)).build();
    }

    CommandResult spawn(String... runIds) {
        return send(spawnCommand(runIds));
    }

    FlowCommand cancelCommand() {
        return command()
                .setRequestCancel(new RequestCancel("no longer needed", null))
                .build();
    }

    /** Sends a command to where it belongs and gives back its answer. */
    CommandResult send(FlowCommand command) {
        int before = answers(command).size();
        taskflow.inputs().send(command);
        return answer(command, before);
    }

    /** The first answer to a command. */
    CommandResult answer(FlowCommand command) {
        return answer(command, 0);
    }

    private CommandResult answer(FlowCommand command, int before) {
        TopicLog.await(
                "answer to " + command.getCommandId(), () -> answers(command).size() > before);
        return answers(command).get(before);
    }

    /** All answers to a command up to now. */
    List<CommandResult> answers(FlowCommand command) {
        return taskflow.observer().commandResults().values(flowId).stream()
                .filter(result -> result.getCommandId().equals(command.getCommandId()))
                .toList();
    }

    /** Waits for the dispatch of a task. */
    TaskDispatch dispatch(String runId) {
        return taskflow.observer()
                .dispatches(TaskFlowFixture.RUNTIME)
                .awaitValue("dispatch of " + runId, each -> each.getTaskId().equals(flowId + "/" + runId));
    }

    /** A report on the task, without a payload yet. */
    TaskEvent.Builder report(String runId) {
        return Worker.report(dispatch(runId), WORKER);
    }

    /** Starts a task and waits until the history says so. */
    void started(String runId) {
        taskflow.inputs().send(report(runId).setStarted(new TaskStarted()).build());
        awaitStatus(runId, TaskStatus.RUNNING);
    }

    void completed(String runId, TaskOutcome outcome) {
        taskflow.inputs().send(report(runId).setCompleted(completed(outcome)).build());
    }

    static TaskCompleted completed(TaskOutcome outcome) {
        return TaskCompleted.newBuilder().setOutcome(outcome).build();
    }

    void awaitStatus(String runId, TaskStatus status) {
        taskflow.observer()
                .flowEvents()
                .awaitValue(
                        runId + " is " + status,
                        event -> event.getFlowId().equals(flowId)
                                && event.getTaskStatusChanged()
                                        .filter(changed ->
                                                changed.getRunId().equals(runId) && changed.getStatus() == status)
                                        .isPresent());
    }

    /** Waits for the flow's end, then for all input, and checks that it ended once (S1). */
    FlowSettled settled() {
        taskflow.observer().flowSettled().awaitValue("end of " + flowId, each -> each.getFlowId()
                .equals(flowId));
        taskflow.observer().awaitDrained();
        return taskflow.observer().assertSettledOnce(flowId);
    }

    List<FlowEventType> history() {
        return taskflow.observer().flowEvents().values(flowId).stream()
                .map(event -> event.getType())
                .toList();
    }

    static List<TaskSpec> specs(String... runIds) {
        return Arrays.stream(runIds)
                .map(runId -> spec(runId, TaskFlowFixture.RUNTIME))
                .toList();
    }

    static TaskSpec spec(String runId, String runtime) {
        return TaskSpec.newBuilder().setRunId(runId).setRuntime(runtime).build();
    }
}
