package dev.taskflow.benchmarks.rivals;

import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import io.littlehorse.sdk.common.proto.LHStatus;
import io.littlehorse.sdk.common.proto.LittleHorseGrpc;
import io.littlehorse.sdk.common.proto.LittleHorseGrpc.LittleHorseBlockingStub;
import io.littlehorse.sdk.common.proto.PutTaskDefRequest;
import io.littlehorse.sdk.common.proto.ReturnType;
import io.littlehorse.sdk.common.proto.RunWfRequest;
import io.littlehorse.sdk.common.proto.TaskDefId;
import io.littlehorse.sdk.common.proto.TypeDefinition;
import io.littlehorse.sdk.common.proto.VariableType;
import io.littlehorse.sdk.common.proto.WfRunId;
import io.littlehorse.sdk.wfsdk.SpawnedThread;
import io.littlehorse.sdk.wfsdk.SpawnedThreads;
import io.littlehorse.sdk.wfsdk.Workflow;
import io.littlehorse.sdk.wfsdk.WorkflowThread;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The benchmark's task and workflow as LittleHorse wants them defined. Blocks; used before the load begins. */
final class LittleHorseWorkflow {
    static final TaskDefId TASK = TaskDefId.newBuilder().setName("child").build();

    /** Longer than any task is held. */
    private static final int TASK_TIMEOUT_SECONDS = 900;

    private static final long DEADLINE_NANOS = TimeUnit.MINUTES.toNanos(2);
    private static final long RETRY_MILLIS = 250;

    private final LittleHorseBlockingStub api;
    private final int tasks;
    private final String name;

    LittleHorseWorkflow(Channel channel, int tasks) {
        this.api = LittleHorseGrpc.newBlockingStub(channel);
        this.tasks = tasks;
        this.name = "flow" + tasks;
    }

    /** Defines both; they may have been defined before. Returns the workflow's name. */
    String define() throws InterruptedException {
        TypeDefinition text =
                TypeDefinition.newBuilder().setPrimitiveType(VariableType.STR).build();
        PutTaskDefRequest task = PutTaskDefRequest.newBuilder()
                .setName(TASK.getName())
                .setReturnType(ReturnType.newBuilder().setReturnType(text))
                .build();
        // A server that has just become ready refuses for a moment, and knows a definition a moment after it has
        // accepted it.
        retry(() -> api.putTaskDef(task).hasId());
        Workflow workflow = Workflow.newWorkflow(name, this::forkAndJoin);
        retry(() -> {
            workflow.registerWfSpec(api);
            return true;
        });
        return name;
    }

    private void forkAndJoin(WorkflowThread parent) {
        SpawnedThread[] children = new SpawnedThread[tasks];
        for (int i = 0; i < tasks; i++) {
            children[i] = parent.spawnThread(
                    child -> child.execute(TASK.getName()).timeout(TASK_TIMEOUT_SECONDS), "child-" + i, Map.of());
        }
        parent.waitForThreads(SpawnedThreads.of(children));
    }

    /** Runs a flow to its end; workers have to be at work. */
    void awaitFirstRun() throws InterruptedException {
        WfRunId id = WfRunId.newBuilder()
                .setId(UUID.randomUUID().toString().replace("-", ""))
                .build();
        RunWfRequest run =
                RunWfRequest.newBuilder().setWfSpecName(name).setId(id.getId()).build();
        retry(() -> api.runWf(run).hasId());
        retry(() -> api.getWfRun(id).getStatus() == LHStatus.COMPLETED);
    }

    private void retry(BooleanSupplier request) throws InterruptedException {
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        while (true) {
            try {
                if (request.getAsBoolean()) {
                    return;
                }
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("LittleHorse did not complete its first flow");
                }
            } catch (StatusRuntimeException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
            }
            Thread.sleep(RETRY_MILLIS);
        }
    }
}
