package dev.taskflow.rules;

import dev.taskflow.v1.CancelTask;
import dev.taskflow.v1.ClosePolicy;
import dev.taskflow.v1.Completion;
import dev.taskflow.v1.CreateFlow;
import dev.taskflow.v1.Fail;
import dev.taskflow.v1.Finish;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.NotifyPolicy;
import dev.taskflow.v1.RequestCancel;
import dev.taskflow.v1.Resume;
import dev.taskflow.v1.SetNotifyPolicy;
import dev.taskflow.v1.SetWaiting;
import dev.taskflow.v1.SpawnTasks;
import dev.taskflow.v1.SyncMode;
import dev.taskflow.v1.TaskFailurePolicy;
import dev.taskflow.v1.TaskSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the command that an action stands for. */
final class RandomCommands {
    private static final int OWNERS = 2;

    private RandomCommands() {}

    /** @param known the flow as it stands, for the revision that a careful controller would expect; null: there is none */
    static FlowCommand of(Action action, String commandId, Instant now, @Nullable Flow known) {
        FlowCommand.Builder command = FlowCommand.newBuilder()
                .setCommandId(commandId)
                .setFlowId(flowId(action.flow()))
                .setOwnerKey(owner(action))
                .setIssuedAt(now);
        if (known != null && action.variant() % 4 == 3) {
            command.setExpectedRevision(known.revision() - (action.variant() % 8 == 7 ? 1 : 0));
        }
        String runId = runId(action.run());
        switch (action.kind()) {
            case CREATE -> command.setCreateFlow(create(action, now));
            case SPAWN -> command.setSpawnTasks(spawn(action, false));
            case SEAL -> command.setSpawnTasks(spawn(action, true));
            case WAIT -> command.setSetWaiting(wait(action, now));
            case RESUME ->
                command.setResume(
                        new Resume(action.variant() % 2 == 0 ? FlowStatus.RUNNING : FlowStatus.QUEUED, null, null));
            case FINISH -> command.setFinish(new Finish(null, "done"));
            case FAIL -> command.setFail(new Fail("out of luck", null, null, null));
            case CANCEL ->
                command.setRequestCancel(new RequestCancel("enough", action.variant() % 2 == 0 ? null : 100L));
            case CANCEL_TASK -> command.setCancelTask(new CancelTask(runId, null));
            case NOTIFY ->
                command.setSetNotifyPolicy(
                        new SetNotifyPolicy(NotifyPolicy.SILENT, action.variant() % 2 == 0 ? null : runId));
            case STARTED, PROGRESS, COMPLETED, REDELIVERED ->
                throw new IllegalArgumentException("no command: " + action);
        }
        return command.build();
    }

    static String flowId(int flow) {
        return "flow-" + flow;
    }

    static String runId(int run) {
        return "run-" + run;
    }

    /** Each flow has one owner; now and then it is another one who sends. */
    private static String owner(Action action) {
        int owner = action.flow() + (action.variant() == 5 ? 1 : 0);
        return "owner-" + owner % OWNERS;
    }

    private static CreateFlow create(Action action, Instant now) {
        int variant = action.variant();
        boolean mirrored = action.flow() % 4 == 3;
        CreateFlow.Builder create = CreateFlow.newBuilder()
                .setSyncMode(mirrored ? SyncMode.TASK_MIRRORED : SyncMode.MANAGED)
                .setControllerId("controller-1")
                .setGoal("a goal")
                .setCompletion(variant % 2 == 0 ? Completion.EXPLICIT : Completion.WHEN_TASKS_SETTLE)
                .setOnTaskFailure(variant / 2 % 2 == 0 ? TaskFailurePolicy.CONTINUE : TaskFailurePolicy.CANCEL_SIBLINGS)
                .setClosePolicy(closePolicy(variant % 3))
                .setDeadline(variant % 3 == 2 ? now.plusSeconds(120) : null)
                .setTasks(mirrored ? List.of(spec(action.run())) : specs(action, variant % 4));
        return create.build();
    }

    private static ClosePolicy closePolicy(int variant) {
        return switch (variant) {
            case 1 -> ClosePolicy.ABANDON_TASKS;
            case 2 -> ClosePolicy.REJECT_IF_ACTIVE;
            default -> ClosePolicy.CANCEL_TASKS;
        };
    }

    private static SpawnTasks spawn(Action action, boolean seal) {
        return new SpawnTasks(specs(action, action.variant() % 4 + (seal ? 0 : 1)), seal);
    }

    private static List<TaskSpec> specs(Action action, int count) {
        List<TaskSpec> specs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            specs.add(spec((action.run() + i) % RandomHistoriesTest.RUNS));
        }
        return specs;
    }

    /** What a task is like follows from its run id, as it does when a spawn is redelivered. */
    private static TaskSpec spec(int run) {
        TaskSpec.Builder spec = Fixtures.task(runId(run));
        if (run % 3 != 0) {
            spec.setRetry(Fixtures.retry(1 + run % 4));
        }
        return spec.setStartTimeoutMs(run % 2 == 0 ? 20_000L : null)
                .setRunTimeoutMs(run % 5 == 0 ? null : 60_000L)
                .setHeartbeatTimeoutMs(run % 4 == 0 ? 10_000L : null)
                .build();
    }

    private static SetWaiting wait(Action action, Instant now) {
        return SetWaiting.newBuilder()
                .setWaitJson("{}")
                .setBlockedSummary(action.variant() % 2 == 0 ? null : "somebody has to decide")
                .setWakeAt(action.variant() % 3 == 0 ? now.plusSeconds(15) : null)
                .build();
    }
}
