package dev.taskflow.serde;

import dev.taskflow.v1.ClosePolicy;
import dev.taskflow.v1.CommandOutcome;
import dev.taskflow.v1.CommandResult;
import dev.taskflow.v1.CreateFlow;
import dev.taskflow.v1.DeliveryContext;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.FlowDetailsRecord;
import dev.taskflow.v1.FlowEvent;
import dev.taskflow.v1.FlowEventType;
import dev.taskflow.v1.FlowRecord;
import dev.taskflow.v1.FlowSettled;
import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.InputOffsetRecord;
import dev.taskflow.v1.NotifyPolicy;
import dev.taskflow.v1.RejectionCode;
import dev.taskflow.v1.ReplyMode;
import dev.taskflow.v1.RetryPolicy;
import dev.taskflow.v1.SyncMode;
import dev.taskflow.v1.TaskCancellation;
import dev.taskflow.v1.TaskCompleted;
import dev.taskflow.v1.TaskCounts;
import dev.taskflow.v1.TaskDetailsRecord;
import dev.taskflow.v1.TaskDispatch;
import dev.taskflow.v1.TaskError;
import dev.taskflow.v1.TaskEvent;
import dev.taskflow.v1.TaskOutcome;
import dev.taskflow.v1.TaskReceipt;
import dev.taskflow.v1.TaskRecord;
import dev.taskflow.v1.TaskSpec;
import dev.taskflow.v1.TaskStatus;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/** One record of each topic and store, with nested records, texts beyond ASCII, bytes, maps and times. */
final class Samples {
    static final Instant NOW = Instant.parse("2026-05-04T03:02:01.123Z");
    private static final DeliveryContext ORIGIN =
            DeliveryContext.newBuilder().setChannel("chat").setTo("ö@x").build();

    private Samples() {}

    static List<SpecificRecord> all() {
        return List.of(
                flowCommand(),
                taskEvent(),
                taskDispatch(),
                taskCancellation(),
                flowEvent(),
                flowSettled(),
                commandResult(),
                flowRecord(),
                flowDetailsRecord(),
                taskRecord(),
                taskDetailsRecord(),
                new InputOffsetRecord("flow-commands", "topic-id", 7L));
    }

    static FlowCommand flowCommand() {
        return FlowCommand.newBuilder()
                .setCommandId("c-1")
                .setFlowId("f-1")
                .setOwnerKey("owner")
                .setIssuedAt(NOW)
                .setExpectedRevision(7L)
                .setReply(ReplyMode.ALWAYS)
                .setCreateFlow(CreateFlow.newBuilder()
                        .setControllerId("ctl")
                        .setGoal("сделать 日本 \uD83D\uDE80")
                        .setStateJson("{\"a\":1}")
                        .setRequesterOrigin(ORIGIN)
                        .setClosePolicy(ClosePolicy.REJECT_IF_ACTIVE)
                        .setDeadline(NOW.plusSeconds(60))
                        .setLabels(Map.of("team", "blue"))
                        .setTasks(List.of(taskSpec("t-1"), taskSpec("t-2")))
                        .build())
                .build();
    }

    static TaskEvent taskEvent() {
        return TaskEvent.newBuilder()
                .setFlowId("f-1")
                .setRunId("t-1")
                .setAttempt(2)
                .setDispatchId("d-2")
                .setWorkerId("w-1")
                .setOccurredAt(NOW)
                .setCompleted(TaskCompleted.newBuilder()
                        .setOutcome(TaskOutcome.FAILED)
                        .setError(error())
                        .setOutput(bytes("out"))
                        .build())
                .build();
    }

    static TaskDispatch taskDispatch() {
        return TaskDispatch.newBuilder()
                .setTaskId("f-1/t-1")
                .setFlowId("f-1")
                .setRunId("t-1")
                .setOwnerKey("owner")
                .setRuntime("python")
                .setAttempt(1)
                .setDispatchId("d-1")
                .setInput(bytes("{}"))
                .setMetadata(Map.of("k", "v"))
                .setDispatchedAt(NOW)
                .setRunDeadline(NOW.plusMillis(1))
                .build();
    }

    static TaskCancellation taskCancellation() {
        return TaskCancellation.newBuilder()
                .setTaskId("f-1/t-1")
                .setFlowId("f-1")
                .setRunId("t-1")
                .setRuntime("python")
                .setAttempt(1)
                .setDispatchId("d-1")
                .setReason("no longer needed")
                .setRequestedAt(NOW)
                .build();
    }

    static FlowSettled flowSettled() {
        return FlowSettled.newBuilder()
                .setFlowId("f-1")
                .setOwnerKey("owner")
                .setSyncMode(SyncMode.MANAGED)
                .setGoal("goal")
                .setStatus(FlowStatus.CANCELLED)
                .setRevision(3)
                .setCreatedAt(NOW)
                .setCancelRequestedAt(NOW.plusMillis(5))
                .setSettledAt(NOW.plusMillis(10))
                .setRequesterOrigin(ORIGIN)
                .setLabels(Map.of("team", "blue"))
                .setTasks(TaskCounts.newBuilder().setTotal(2).setCancelled(2).build())
                .build();
    }

    static FlowEvent flowEvent() {
        return FlowEvent.newBuilder()
                .setEventId("e-1")
                .setFlowId("f-1")
                .setOwnerKey("owner")
                .setSequence(Long.MAX_VALUE)
                .setRevision(3)
                .setOccurredAt(NOW)
                .setCausedBy("c-1")
                .setType(FlowEventType.FLOW_SETTLED)
                .setFlowSettled(flowSettled())
                .build();
    }

    static CommandResult commandResult() {
        return CommandResult.newBuilder()
                .setCommandId("c-1")
                .setFlowId("f-1")
                .setOwnerKey("owner")
                .setOutcome(CommandOutcome.REJECTED)
                .setCode(RejectionCode.TERMINAL)
                .setMessage("The flow has ended; create a new one.")
                .setRevision(3L)
                .setStatus(FlowStatus.SUCCEEDED)
                .setEndedAt(NOW)
                .setTasks(List.of(new TaskReceipt("t-1", "f-1/t-1", TaskStatus.SUCCEEDED, false)))
                .setDecidedAt(NOW)
                .build();
    }

    static FlowRecord flowRecord() {
        return FlowRecord.newBuilder()
                .setFlowId("f-1")
                .setOwnerKey("owner")
                .setGoal("goal")
                .setCreateCommandId("c-1")
                .setLastCommandId("c-1")
                .setCreatedAt(NOW)
                .setUpdatedAt(NOW)
                .setStatus(FlowStatus.RUNNING)
                .setRevision(1)
                .setSequence(1)
                .setWakeAt(NOW)
                .setTasks(new TaskCounts())
                .build();
    }

    static FlowDetailsRecord flowDetailsRecord() {
        return FlowDetailsRecord.newBuilder()
                .setVersion(1)
                .setGoal("goal")
                .setRequesterOrigin(ORIGIN)
                .setLabels(Map.of("team", "blue"))
                .setStateJson("{}")
                .build();
    }

    static TaskDetailsRecord taskDetailsRecord() {
        return TaskDetailsRecord.newBuilder()
                .setVersion(1)
                .setSpec(taskSpec("t-1"))
                .setError(error())
                .setOutput(bytes("out"))
                .build();
    }

    static TaskRecord taskRecord() {
        return TaskRecord.newBuilder()
                .setFlowId("f-1")
                .setSpec(taskSpec("t-1"))
                .setStatus(TaskStatus.RUNNING)
                .setAttempt(1)
                .setDispatchId("d-1")
                .setCreatedAt(NOW)
                .setUpdatedAt(NOW)
                .setStartedAt(NOW)
                .setError(error())
                .build();
    }

    static TaskSpec taskSpec(String runId) {
        return TaskSpec.newBuilder()
                .setRunId(runId)
                .setRuntime("python")
                .setInput(bytes("{\"n\":1}"))
                .setMetadata(Map.of("k", "v"))
                .setNotifyPolicy(NotifyPolicy.SILENT)
                .setRetry(new RetryPolicy(3, 100L, 1.5, 10_000L))
                .setRunTimeoutMs(1000L)
                .build();
    }

    private static TaskError error() {
        return TaskError.newBuilder().setType("E").setMessage("it broke").build();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
