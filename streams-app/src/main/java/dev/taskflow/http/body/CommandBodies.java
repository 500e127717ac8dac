package dev.taskflow.http.body;

import dev.taskflow.http.exchange.Problem;
import dev.taskflow.rules.Ids;
import dev.taskflow.v1.CancelTask;
import dev.taskflow.v1.ClosePolicy;
import dev.taskflow.v1.Completion;
import dev.taskflow.v1.CreateFlow;
import dev.taskflow.v1.DeliveryContext;
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
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads each operation's body into the payload of a command. Every fault is a {@link Problem} that names the field. */
public final class CommandBodies {
    private CommandBodies() {}

    /** Puts the payload that a body describes into a command. */
    @FunctionalInterface
    public interface Payload {
        void into(FlowCommand.Builder command);
    }

    /**
     * A flow to be made.
     *
     * @param flowId the one that was chosen; empty: one is to be made
     */
    public record Creation(Optional<String> flowId, Payload payload) {}

    public static Creation createFlow(byte[] body) {
        Fields fields = Fields.of(body);
        Optional<String> flowId = Optional.ofNullable(fields.text("flowId"));
        CreateFlow create = CreateFlow.newBuilder()
                .setSyncMode(or(fields.choice("syncMode", SyncMode.values()), SyncMode.MANAGED))
                .setControllerId(fields.text("controllerId"))
                .setGoal(fields.requiredText("goal"))
                .setInitialStatus(activeStatus(fields, "initialStatus", FlowStatus.QUEUED))
                .setCurrentStep(fields.text("currentStep"))
                .setStateJson(fields.text("stateJson"))
                .setRequesterOrigin(fields.object("requesterOrigin", CommandBodies::deliveryContext))
                .setNotifyPolicy(or(fields.choice("notifyPolicy", NotifyPolicy.values()), NotifyPolicy.DONE_ONLY))
                .setCompletion(or(fields.choice("completion", Completion.values()), Completion.EXPLICIT))
                .setOnTaskFailure(
                        or(fields.choice("onTaskFailure", TaskFailurePolicy.values()), TaskFailurePolicy.CONTINUE))
                .setClosePolicy(or(fields.choice("closePolicy", ClosePolicy.values()), ClosePolicy.CANCEL_TASKS))
                .setCancelGraceMs(fields.number("cancelGraceMs"))
                .setDeadline(fields.time("deadline"))
                .setLabels(fields.texts("labels"))
                .setTasks(fields.objects("tasks", Tasks::spec))
                .build();
        fields.end();
        flowId.ifPresent(id -> {
            if (!Ids.isLegal(id)) {
                throw fields.wrong("flowId", "must be 1 to 200 characters of A-Z a-z 0-9 . _ : -");
            }
        });
        return new Creation(flowId, command -> command.setCreateFlow(create));
    }

    private static DeliveryContext deliveryContext(Fields origin) {
        return DeliveryContext.newBuilder()
                .setChannel(origin.requiredText("channel"))
                .setTo(origin.text("to"))
                .setAccountId(origin.text("accountId"))
                .setThreadId(origin.text("threadId"))
                .build();
    }

    public static Payload spawnTasks(byte[] body) {
        Fields fields = Fields.of(body);
        SpawnTasks spawn = SpawnTasks.newBuilder()
                .setTasks(fields.objects("tasks", Tasks::spec))
                .setSeal(fields.flag("seal"))
                .build();
        fields.end();
        return command -> command.setSpawnTasks(spawn);
    }

    public static Payload setWaiting(byte[] body) {
        Fields fields = Fields.of(body);
        SetWaiting waiting = SetWaiting.newBuilder()
                .setCurrentStep(fields.text("currentStep"))
                .setStateJson(fields.text("stateJson"))
                .setWaitJson(fields.text("waitJson"))
                .setBlockedTaskId(fields.text("blockedTaskId"))
                .setBlockedSummary(fields.text("blockedSummary"))
                .setWakeAt(fields.time("wakeAt"))
                .build();
        fields.end();
        return command -> command.setSetWaiting(waiting);
    }

    public static Payload resume(byte[] body) {
        Fields fields = Fields.of(body);
        Resume resume = Resume.newBuilder()
                .setStatus(activeStatus(fields, "status", FlowStatus.RUNNING))
                .setCurrentStep(fields.text("currentStep"))
                .setStateJson(fields.text("stateJson"))
                .build();
        fields.end();
        return command -> command.setResume(resume);
    }

    public static Payload finish(byte[] body) {
        Fields fields = Fields.of(body);
        Finish finish = Finish.newBuilder()
                .setStateJson(fields.text("stateJson"))
                .setSummary(fields.text("summary"))
                .build();
        fields.end();
        return command -> command.setFinish(finish);
    }

    public static Payload fail(byte[] body) {
        Fields fields = Fields.of(body);
        Fail fail = Fail.newBuilder()
                .setError(fields.requiredText("error"))
                .setStateJson(fields.text("stateJson"))
                .setBlockedTaskId(fields.text("blockedTaskId"))
                .setBlockedSummary(fields.text("blockedSummary"))
                .build();
        fields.end();
        return command -> command.setFail(fail);
    }

    public static Payload requestCancel(byte[] body) {
        Fields fields = Fields.of(body);
        RequestCancel cancel = RequestCancel.newBuilder()
                .setReason(fields.text("reason"))
                .setGraceMs(fields.number("graceMs"))
                .build();
        fields.end();
        return command -> command.setRequestCancel(cancel);
    }

    public static Payload cancelTask(byte[] body, String runId) {
        Fields fields = Fields.of(body);
        CancelTask cancel = CancelTask.newBuilder()
                .setRunId(runId)
                .setReason(fields.text("reason"))
                .build();
        fields.end();
        return command -> command.setCancelTask(cancel);
    }

    public static Payload setNotifyPolicy(byte[] body) {
        Fields fields = Fields.of(body);
        NotifyPolicy policy = fields.choice("notifyPolicy", NotifyPolicy.values());
        if (policy == null) {
            throw fields.missing("notifyPolicy");
        }
        SetNotifyPolicy set = SetNotifyPolicy.newBuilder()
                .setNotifyPolicy(policy)
                .setRunId(fields.text("runId"))
                .build();
        fields.end();
        return command -> command.setSetNotifyPolicy(set);
    }

    private static FlowStatus activeStatus(Fields fields, String name, FlowStatus fallback) {
        return or(fields.choice(name, new FlowStatus[] {FlowStatus.QUEUED, FlowStatus.RUNNING}), fallback);
    }

    private static <E> E or(@Nullable E value, E fallback) {
        return value == null ? fallback : value;
    }
}
