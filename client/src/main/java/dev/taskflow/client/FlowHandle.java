package dev.taskflow.client;

import dev.taskflow.v1.CancelTask;
import dev.taskflow.v1.CreateFlow;
import dev.taskflow.v1.Fail;
import dev.taskflow.v1.Finish;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.FlowSettled;
import dev.taskflow.v1.NotifyPolicy;
import dev.taskflow.v1.RequestCancel;
import dev.taskflow.v1.Resume;
import dev.taskflow.v1.SetNotifyPolicy;
import dev.taskflow.v1.SetWaiting;
import dev.taskflow.v1.SpawnTasks;
import dev.taskflow.v1.SyncMode;
import dev.taskflow.v1.TaskSpec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Speaks to one flow in the name of the client's owner. Each method but the last prepares a {@link Command} and sends nothing:
 * {@code flow.cancel("no longer needed").submit()}. Whether the flow is there shows in the answer. Immutable, safe for use by
 * several threads, and open as long as its client.
 */
public final class FlowHandle {
    private final TaskFlowClient client;
    private final String id;

    FlowHandle(TaskFlowClient client, String id) {
        this.client = client;
        this.id = id;
    }

    /** The flow's id. */
    public String id() {
        return id;
    }

    /** Makes the flow as the record says (C1). */
    public Command create(CreateFlow create) {
        return command(record -> record.setCreateFlow(create));
    }

    /**
     * Makes a managed flow that runs (C1).
     *
     * @param controllerId the program that drives it
     * @param goal what it is for, in words
     * @param tasks its first tasks, started with it in one step
     */
    public Command create(String controllerId, String goal, TaskSpec... tasks) {
        return create(CreateFlow.newBuilder()
                .setControllerId(controllerId)
                .setGoal(goal)
                .setTasks(List.of(tasks))
                .build());
    }

    /** Makes a flow for one task, whose status it mirrors; it takes no commands of a controller but cancels (T8). */
    public Command createMirror(String goal, TaskSpec task) {
        return create(CreateFlow.newBuilder()
                .setSyncMode(SyncMode.TASK_MIRRORED)
                .setGoal(goal)
                .setTasks(List.of(task))
                .build());
    }

    /** Adds tasks, all that are new or none; one whose runId exists is not started again (C3). */
    public Command spawn(TaskSpec... tasks) {
        return spawn(new SpawnTasks(List.of(tasks), false));
    }

    /** Adds tasks, and may say that no more follow (C2, C3, T7). */
    public Command spawn(SpawnTasks spawn) {
        return command(record -> record.setSpawnTasks(spawn));
    }

    /** Says that no more tasks follow: a flow that completes {@code WHEN_TASKS_SETTLE} then does (T7). */
    public Command seal() {
        return spawn(new SpawnTasks(List.of(), true));
    }

    /** Lets the flow wait, or be blocked, until it is resumed or its {@code wakeAt} is due (C8). */
    public Command setWaiting(SetWaiting setWaiting) {
        return command(record -> record.setSetWaiting(setWaiting));
    }

    /** Lets the flow go on, {@code RUNNING} (C8). */
    public Command resume() {
        return resume(Resume.newBuilder().build());
    }

    /** Lets the flow go on (C8). */
    public Command resume(Resume resume) {
        return command(record -> record.setResume(resume));
    }

    /**
     * Ends the flow {@code SUCCEEDED} (C9).
     *
     * @param summary the result, in words
     */
    public Command finish(String summary) {
        return finish(Finish.newBuilder().setSummary(summary).build());
    }

    /** Ends the flow {@code SUCCEEDED} (C9). */
    public Command finish(Finish finish) {
        return command(record -> record.setFinish(finish));
    }

    /**
     * Ends the flow {@code FAILED} (C9).
     *
     * @param error what went wrong, in words
     */
    public Command fail(String error) {
        return fail(Fail.newBuilder().setError(error).build());
    }

    /** Ends the flow {@code FAILED} (C9). */
    public Command fail(Fail fail) {
        return command(record -> record.setFail(fail));
    }

    /**
     * Cancels the flow and its tasks, for good (K1 to K7). Accepted means that the intent is recorded; {@link #awaitSettled}
     * tells when all has stopped.
     *
     * @param reason why, in words; workers see it
     */
    public Command cancel(String reason) {
        return cancel(RequestCancel.newBuilder().setReason(reason).build());
    }

    /** Cancels the flow and its tasks, for good, with a grace of its own for running tasks (K7). */
    public Command cancel(RequestCancel cancel) {
        return command(record -> record.setRequestCancel(cancel));
    }

    /**
     * Cancels one task (K9).
     *
     * @param reason why, in words; the worker sees it
     */
    public Command cancelTask(String runId, String reason) {
        return command(record -> record.setCancelTask(new CancelTask(runId, reason)));
    }

    /** Changes what the flow's requester is told about. */
    public Command setNotifyPolicy(NotifyPolicy policy) {
        return command(record -> record.setSetNotifyPolicy(new SetNotifyPolicy(policy, null)));
    }

    /** Changes what the requester is told about one task. */
    public Command setNotifyPolicy(String runId, NotifyPolicy policy) {
        return command(record -> record.setSetNotifyPolicy(new SetNotifyPolicy(policy, runId)));
    }

    /**
     * Awaits the flow's end.
     *
     * @return as of {@link TaskFlowClient#awaitSettled(String, Duration)}
     */
    public CompletableFuture<FlowSettled> awaitSettled(Duration timeout) {
        return client.awaitSettled(id, timeout);
    }

    private Command command(Consumer<FlowCommand.Builder> payload) {
        return Command.of(client, id, payload);
    }

    /** For logs. */
    @Override
    public String toString() {
        return "FlowHandle[" + id + "]";
    }
}
