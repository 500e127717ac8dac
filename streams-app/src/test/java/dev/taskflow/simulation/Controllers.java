package dev.taskflow.simulation;

import dev.taskflow.rules.Flow;
import dev.taskflow.v1.CancelTask;
import dev.taskflow.v1.ClosePolicy;
import dev.taskflow.v1.Completion;
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
import dev.taskflow.v1.TaskFailurePolicy;
import dev.taskflow.v1.TaskSpec;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Those who create flows and drive them: in some order, some things twice, some things that they should not. */
final class Controllers {
    private static final long FLOW_LIFE_MS = Duration.ofMinutes(5).toMillis();
    private static final int MOST_TASKS = 7;

    private final Chance chance;
    private final Schedule schedule;
    private int commands;

    Controllers(Chance chance, Schedule schedule) {
        this.chance = chance;
        this.schedule = schedule;
    }

    /** Sends, over some time from then on, all that is ever commanded to a flow. */
    void drive(String flowId, Instant from) {
        send(from, command(flowId, from).setCreateFlow(create(from)));
        for (int i = chance.between(0, 6); i > 0; i--) {
            Instant at = from.plusMillis(chance.mostlyShort(1, FLOW_LIFE_MS));
            send(at, payload(command(flowId, at), at));
        }
    }

    /** Cancels the flow, whatever becomes of it. */
    void cancel(Flow flow, Instant at) {
        FlowCommand.Builder command =
                command(flow.id(), at).setOwnerKey(flow.origin().ownerKey()).setReply(ReplyMode.ALWAYS);
        schedule.add(at, new Input.Command(requestCancel(command).build()));
    }

    /** Bytes that are no record, or a record that is no report. */
    void sendGarbage(Instant at) {
        schedule.add(at, new Input.Garbage(chance.percent(50), ByteBuffer.wrap(chance.bytes(40))));
    }

    private void send(Instant at, FlowCommand.Builder command) {
        FlowCommand.Builder said = command;
        if (chance.percent(3)) {
            said = said.setOwnerKey("stranger");
        }
        if (chance.percent(10)) {
            said = said.setExpectedRevision((long) chance.between(1, 4));
        }
        Input input = new Input.Command(said.build());
        schedule.add(at, input);
        if (chance.percent(10)) { // redelivered, perhaps much later
            schedule.add(at.plusMillis(chance.mostlyShort(0, 2 * FLOW_LIFE_MS)), input);
        }
    }

    private FlowCommand.Builder command(String flowId, Instant at) {
        return FlowCommand.newBuilder()
                .setCommandId("command-" + ++commands)
                .setFlowId(flowId)
                .setOwnerKey("owner")
                .setIssuedAt(at)
                .setReply(
                        chance.oneOf(List.of(ReplyMode.ALWAYS, ReplyMode.ALWAYS, ReplyMode.ON_REJECT, ReplyMode.NONE)));
    }

    private CreateFlow create(Instant now) {
        CreateFlow.Builder create = CreateFlow.newBuilder()
                .setGoal("a goal")
                .setNotifyPolicy(NotifyPolicy.DONE_ONLY)
                .setCompletion(chance.oneOf(List.of(Completion.EXPLICIT, Completion.WHEN_TASKS_SETTLE)))
                .setOnTaskFailure(chance.oneOf(List.of(TaskFailurePolicy.CONTINUE, TaskFailurePolicy.CANCEL_SIBLINGS)))
                .setClosePolicy(chance.oneOf(
                        List.of(ClosePolicy.CANCEL_TASKS, ClosePolicy.ABANDON_TASKS, ClosePolicy.REJECT_IF_ACTIVE)));
        if (chance.percent(15)) {
            create.setDeadline(now.plusMillis(chance.mostlyShort(0, FLOW_LIFE_MS)));
        }
        if (chance.percent(30)) {
            create.setCancelGraceMs((long) chance.between(0, 20_000));
        }
        if (chance.percent(15)) {
            return create.setSyncMode(SyncMode.TASK_MIRRORED)
                    .setTasks(specs(1, 1))
                    .build();
        }
        return create.setControllerId("controller")
                .setTasks(specs(0, MOST_TASKS))
                .build();
    }

    private FlowCommand.Builder payload(FlowCommand.Builder command, Instant now) {
        return switch (chance.between(0, 12)) {
            case 0, 1, 2 -> command.setSpawnTasks(new SpawnTasks(specs(1, 3), chance.percent(30)));
            case 3 -> command.setSpawnTasks(new SpawnTasks(List.of(), true));
            case 4 ->
                command.setSetWaiting(SetWaiting.newBuilder()
                        .setWaitJson("{}")
                        .setBlockedSummary(chance.percent(30) ? "blocked" : null)
                        .setWakeAt(chance.percent(60) ? now.plusMillis(chance.mostlyShort(0, FLOW_LIFE_MS)) : null)
                        .build());
            case 5 -> command.setResume(Resume.newBuilder().build());
            case 6, 7 ->
                command.setFinish(Finish.newBuilder().setSummary("done").build());
            case 8 ->
                command.setFail(Fail.newBuilder().setError("it went wrong").build());
            case 9, 10 -> requestCancel(command);
            case 11 -> command.setCancelTask(new CancelTask(runId(), "not this one"));
            default ->
                command.setSetNotifyPolicy(
                        new SetNotifyPolicy(NotifyPolicy.SILENT, chance.percent(50) ? runId() : null));
        };
    }

    private FlowCommand.Builder requestCancel(FlowCommand.Builder command) {
        Long graceMs = chance.percent(40) ? (long) chance.between(0, 20_000) : null;
        return command.setRequestCancel(new RequestCancel("no longer needed", graceMs));
    }

    private List<TaskSpec> specs(int least, int most) {
        List<TaskSpec> specs = new ArrayList<>();
        List<String> named = new ArrayList<>();
        for (int i = chance.between(least, most); i > 0; i--) {
            String runId = runId();
            if (!named.contains(runId)) {
                named.add(runId);
                specs.add(spec(runId));
            }
        }
        return specs;
    }

    private TaskSpec spec(String runId) {
        TaskSpec.Builder spec =
                TaskSpec.newBuilder().setRunId(runId).setRuntime(chance.oneOf(SimulatedProcessor.RUNTIMES));
        if (chance.percent(40)) {
            spec.setRetry(new RetryPolicy(chance.between(1, 3), (long) chance.between(0, 5_000), 2.0, 15_000L));
        }
        if (chance.percent(40)) {
            spec.setStartTimeoutMs((long) chance.between(1, 60_000));
        }
        if (chance.percent(40)) {
            spec.setRunTimeoutMs((long) chance.between(1, 60_000));
        }
        if (chance.percent(30)) {
            spec.setHeartbeatTimeoutMs((long) chance.between(1, 20_000));
        }
        return spec.build();
    }

    private String runId() {
        return "run-" + chance.between(1, MOST_TASKS);
    }
}
