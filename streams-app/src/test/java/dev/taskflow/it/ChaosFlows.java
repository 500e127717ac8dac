package dev.taskflow.it;

import dev.taskflow.v1.Completion;
import dev.taskflow.v1.CreateFlow;
import dev.taskflow.v1.Finish;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.ReplyMode;
import dev.taskflow.v1.RequestCancel;
import dev.taskflow.v1.RetryPolicy;
import dev.taskflow.v1.SetWaiting;
import dev.taskflow.v1.SpawnTasks;
import dev.taskflow.v1.SyncMode;
import dev.taskflow.v1.TaskEvent;
import dev.taskflow.v1.TaskFailurePolicy;
import dev.taskflow.v1.TaskProgress;
import dev.taskflow.v1.TaskSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Controllers that make flows of all kinds, so many in a second, and what follows for each. */
final class ChaosFlows implements AutoCloseable {
    private static final long GRACE_MS = 3_000;
    private static final int WIDE = 150;

    private final ChaosLedger ledger;
    private final ChaosSender sender;
    private final Random random;
    private final ScheduledExecutorService controllers = Executors.newSingleThreadScheduledExecutor();
    private int made;
    private @Nullable ScheduledFuture<?> making;

    ChaosFlows(ChaosLedger ledger, ChaosSender sender, long seed) {
        this.ledger = ledger;
        this.sender = sender;
        this.random = new Random(seed);
    }

    /** Begins to make flows. */
    void start(int inASecond) {
        making = controllers.scheduleAtFixedRate(
                this::make, 0, TimeUnit.SECONDS.toNanos(1) / inASecond, TimeUnit.NANOSECONDS);
    }

    private void make() {
        ChaosFlow.Kind[] kinds = ChaosFlow.Kind.values();
        ChaosFlow.Kind kind = kinds[random.nextInt(kinds.length)];
        if (kind == ChaosFlow.Kind.WIDE && random.nextInt(10) > 0) {
            kind = ChaosFlow.Kind.SETTLING;
        }
        long deadline = kind == ChaosFlow.Kind.DEADLINE
                ? System.currentTimeMillis() + 2_000 + random.nextInt(15_000)
                : Long.MAX_VALUE;
        ChaosFlow flow = new ChaosFlow("chaos-" + made++, kind, GRACE_MS, deadline);
        ledger.flow(flow);
        create(flow);
        switch (kind) {
            case SETTLING, MIRRORED, SIBLINGS, DEADLINE -> {}
            case CANCELLED, WIDE -> {
                later(() -> cancel(flow), 1_000 + random.nextInt(6_000));
            }
            case SEALED -> {
                List<TaskSpec> more = specs(flow, "late", 1 + random.nextInt(2));
                later(() -> spawn(flow, more), 500 + random.nextInt(4_000));
            }
            case FINISHED -> {
                later(() -> waiting(flow), 500 + random.nextInt(2_000));
                later(() -> finish(flow), 4_000 + random.nextInt(8_000));
            }
        }
    }

    private void create(ChaosFlow flow) {
        int tasks =
                switch (flow.kind()) {
                    case MIRRORED -> 1;
                    case WIDE -> WIDE;
                    default -> 1 + random.nextInt(3);
                };
        boolean mirrored = flow.kind() == ChaosFlow.Kind.MIRRORED;
        CreateFlow.Builder create = CreateFlow.newBuilder()
                .setSyncMode(mirrored ? SyncMode.TASK_MIRRORED : SyncMode.MANAGED)
                .setGoal("the goal of " + flow.id())
                .setCancelGraceMs(flow.graceMs())
                .setTasks(specs(flow, "run", tasks));
        if (!mirrored) {
            create.setControllerId("controller-1");
        }
        switch (flow.kind()) {
            case SETTLING -> create.setCompletion(Completion.WHEN_TASKS_SETTLE);
            case SIBLINGS ->
                create.setCompletion(Completion.WHEN_TASKS_SETTLE).setOnTaskFailure(TaskFailurePolicy.CANCEL_SIBLINGS);
            case DEADLINE -> create.setDeadline(Instant.ofEpochMilli(flow.deadlineAt()));
            default -> {}
        }
        FlowCommand command = command(flow).setCreateFlow(create.build()).build();
        send(flow, command, "create");
        if (random.nextInt(10) == 0) {
            send(flow, command, "create again");
        }
    }

    private List<TaskSpec> specs(ChaosFlow flow, String prefix, int count) {
        List<TaskSpec> specs = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            TaskSpec.Builder spec = TaskSpec.newBuilder()
                    .setRunId(prefix + "-" + n)
                    .setRuntime(random.nextInt(4) == 0 ? TaskFlowFixture.OTHER_RUNTIME : TaskFlowFixture.RUNTIME)
                    .setStartTimeoutMs(4_000L + random.nextInt(6_000))
                    .setRunTimeoutMs(8_000L + random.nextInt(8_000));
            if (random.nextBoolean()) {
                spec.setHeartbeatTimeoutMs(3_000L + random.nextInt(2_000));
            }
            if (random.nextInt(3) == 0) {
                spec.setRetry(new RetryPolicy(2, 500L, 2.0, 2_000L));
            }
            TaskSpec made = spec.build();
            flow.specs().put(made.getRunId(), made);
            specs.add(made);
        }
        return specs;
    }

    private void spawn(ChaosFlow flow, List<TaskSpec> more) {
        FlowCommand command =
                command(flow).setSpawnTasks(new SpawnTasks(more, true)).build();
        send(flow, command, "spawn");
        finish(flow);
    }

    private void waiting(ChaosFlow flow) {
        send(
                flow,
                command(flow)
                        .setSetWaiting(SetWaiting.newBuilder()
                                .setCurrentStep("waits")
                                .setWakeAt(Instant.now().plusSeconds(2))
                                .build())
                        .build(),
                "wait");
    }

    private void finish(ChaosFlow flow) {
        send(flow, command(flow).setFinish(Finish.newBuilder().build()).build(), "finish");
    }

    private void cancel(ChaosFlow flow) {
        FlowCommand command = command(flow)
                .setRequestCancel(new RequestCancel("no longer needed", null))
                .build();
        send(flow, command, "cancel");
        if (random.nextInt(4) == 0) {
            send(flow, command, "cancel again");
        }
    }

    private FlowCommand.Builder command(ChaosFlow flow) {
        return FlowCommand.newBuilder()
                .setCommandId(UUID.randomUUID().toString())
                .setFlowId(flow.id())
                .setOwnerKey(TaskFlowFixture.OWNER)
                .setIssuedAt(Instant.now())
                .setReply(ReplyMode.ALWAYS);
    }

    private void send(ChaosFlow flow, FlowCommand command, String kind) {
        sender.send(command, ledger.command(flow.id(), command.getCommandId(), kind), random.nextInt(25) == 0);
    }

    private void later(Runnable step, long millis) {
        ScheduledFuture<?> unused = controllers.schedule(step, millis, TimeUnit.MILLISECONDS);
    }

    /** Commands on flows that there are not, each of which is answered. */
    void burstOfCommands(int count) {
        for (int n = 0; n < count; n++) {
            String flowId = "nobody-" + n;
            FlowCommand command = FlowCommand.newBuilder()
                    .setCommandId(UUID.randomUUID().toString())
                    .setFlowId(flowId)
                    .setOwnerKey(TaskFlowFixture.OWNER)
                    .setIssuedAt(Instant.now())
                    .setReply(ReplyMode.ALWAYS)
                    .setRequestCancel(new RequestCancel("burst", null))
                    .build();
            sender.send(command, ledger.command(flowId, command.getCommandId(), "burst"), false);
        }
    }

    /** Reports on flows that there are not (T4). */
    void burstOfReports(int count) {
        for (int n = 0; n < count; n++) {
            TaskEvent report = TaskEvent.newBuilder()
                    .setFlowId("nobody-" + n)
                    .setRunId("none")
                    .setAttempt(1)
                    .setDispatchId("none")
                    .setWorkerId("burst")
                    .setOccurredAt(Instant.now())
                    .setProgress(new TaskProgress())
                    .build();
            sender.send(report, new ChaosLedger.Sent(), false);
        }
    }

    /** Ends each that waits for a word, once more: the one that was sent may have come before a creation that was misrouted. */
    void end(List<String> unsettled) {
        for (String flowId : unsettled) {
            ChaosFlow flow = ledger.flow(flowId);
            if (flow != null) {
                switch (flow.kind()) {
                    case FINISHED, SEALED -> finish(flow);
                    case CANCELLED, WIDE -> cancel(flow);
                    case SETTLING, DEADLINE, MIRRORED, SIBLINGS -> {}
                }
            }
        }
    }

    /** Makes no more flows, and waits until what follows for those that were made has been sent. */
    void stop() {
        controllers.shutdown();
        try {
            // Steps that are to come are short; the producer may wait for the broker.
            if (!controllers.awaitTermination(2, TimeUnit.MINUTES)) {
                throw new AssertionError("controllers do not end");
            }
            if (making != null && !making.isCancelled()) {
                making.get(); // It has failed.
            }
        } catch (ExecutionException e) {
            throw new AssertionError("flows could not be made", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while controllers ended", e);
        }
    }

    @Override
    public void close() {
        stop();
    }
}
