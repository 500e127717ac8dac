package dev.taskflow.topology;

import dev.taskflow.v1.CancelTask;
import dev.taskflow.v1.CreateFlow;
import dev.taskflow.v1.Fail;
import dev.taskflow.v1.Finish;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.NotifyPolicy;
import dev.taskflow.v1.RequestCancel;
import dev.taskflow.v1.Resume;
import dev.taskflow.v1.SetNotifyPolicy;
import dev.taskflow.v1.SetWaiting;
import dev.taskflow.v1.SpawnTasks;
import java.util.function.UnaryOperator;

/** Every kind of command with one well-formed payload, for rules that hold for several kinds. */
@SuppressWarnings("ImmutableEnumChecker") // its functions have no state
enum CommandKind {
    CREATE_FLOW(command -> command.setCreateFlow(CreateFlow.newBuilder()
            .setControllerId(FlowDsl.CONTROLLER)
            .setGoal("another goal")
            .build())),
    SPAWN_TASKS(command -> command.setSpawnTasks(new SpawnTasks(FlowDsl.specs("fresh"), false))),
    SET_WAITING(command -> command.setSetWaiting(
            SetWaiting.newBuilder().setWaitJson("{\"for\":\"approval\"}").build())),
    RESUME(command -> command.setResume(Resume.newBuilder().build())),
    FINISH(command -> command.setFinish(Finish.newBuilder().build())),
    FAIL(command -> command.setFail(Fail.newBuilder().setError("it went wrong").build())),
    REQUEST_CANCEL(
            command -> command.setRequestCancel(RequestCancel.newBuilder().build())),
    /** Of the task {@code a}. */
    CANCEL_TASK(command -> command.setCancelTask(new CancelTask("a", null))),
    SET_NOTIFY_POLICY(command -> command.setSetNotifyPolicy(new SetNotifyPolicy(NotifyPolicy.SILENT, null)));

    private final UnaryOperator<FlowCommand.Builder> payload;

    CommandKind(UnaryOperator<FlowCommand.Builder> payload) {
        this.payload = payload;
    }

    /** A command of this kind to a flow, with an id of its own. */
    FlowCommand.Builder to(FlowDsl flow) {
        return payload.apply(flow.command());
    }
}
