package dev.taskflow.benchmarks.rivals;

import com.google.protobuf.Timestamp;
import dev.taskflow.benchmarks.load.Target;
import io.littlehorse.sdk.common.proto.LittleHorseGrpc;
import io.littlehorse.sdk.common.proto.LittleHorseGrpc.LittleHorseStub;
import io.littlehorse.sdk.common.proto.PollTaskRequest;
import io.littlehorse.sdk.common.proto.PollTaskResponse;
import io.littlehorse.sdk.common.proto.ReportTaskRun;
import io.littlehorse.sdk.common.proto.RunWfRequest;
import io.littlehorse.sdk.common.proto.ScheduledTask;
import io.littlehorse.sdk.common.proto.StopWfRunRequest;
import io.littlehorse.sdk.common.proto.TaskStatus;
import io.littlehorse.sdk.common.proto.VariableValue;
import io.littlehorse.sdk.common.proto.WfRunId;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * LittleHorse: a flow is a WfRun whose entrypoint spawns a thread for each task and waits for all. Asynchronous stubs without the
 * SDK's worker threads, so that tasks can be held and the load's process stays small.
 *
 * <p>Where it does less than TaskFlow: it answers before its Kafka transaction commits, so what is seen here as settled is not
 * durable yet; no worker is told of a cancel, and no report says 'cancelled': a held task is reported as done, which halts its
 * thread.
 */
public final class LittleHorseTarget implements Target {
    /**
     * One poll is outstanding on each stream: LittleHorse 1.2.1 answers polls from several threads, and two answers at once break a
     * stream. So the streams are as many as the tasks that can be on their way.
     */
    private static final int POLL_STREAMS = 64;

    private static final long REOPEN_MILLIS = 100;

    private final Connection connection;
    private final LittleHorseStub api;
    private final Map<String, LittleHorseFlow> flows = new ConcurrentHashMap<>();
    private @Nullable LittleHorseSettling settling;
    private String workflow = "";
    private int tasksPerFlow;
    private volatile boolean holding;

    /** Takes the address of a {@link LittleHorseInstallation}. */
    public LittleHorseTarget(Map<String, String> address) {
        connection = new Connection(address);
        api = LittleHorseGrpc.newStub(connection.channel());
    }

    @Override
    public void open(Observer observer, int tasks, boolean hold) throws Exception {
        tasksPerFlow = tasks;
        settling = new LittleHorseSettling(connection, api, observer, flows);
        LittleHorseWorkflow definition = new LittleHorseWorkflow(connection.channel(), tasks);
        workflow = definition.define();
        for (int i = 0; i < POLL_STREAMS; i++) {
            poll(observer);
        }
        definition.awaitFirstRun();
        holding = hold;
    }

    @Override
    public void start(String flowId) {
        flows.put(flowId, new LittleHorseFlow(flowId, tasksPerFlow));
        RunWfRequest request =
                RunWfRequest.newBuilder().setWfSpecName(workflow).setId(flowId).build();
        api.runWf(request, connection.expecting(started -> {}));
    }

    @Override
    public void cancel(String flowId) {
        LittleHorseFlow flow = flows.get(flowId);
        if (flow == null) {
            connection.failed(new IllegalStateException("Flow " + flowId + " is not under way"));
            return;
        }
        StopWfRunRequest request = StopWfRunRequest.newBuilder()
                .setWfRunId(WfRunId.newBuilder().setId(flowId))
                .build();
        api.stopWfRun(request, connection.expecting(stopped -> flow.release().forEach(task -> report(task, flow))));
    }

    @Override
    public long errors() {
        return connection.errors();
    }

    @Override
    public void close() {
        connection.close();
    }

    private void poll(Observer observer) {
        PollTaskRequest next = PollTaskRequest.newBuilder()
                .setTaskDefId(LittleHorseWorkflow.TASK)
                .setClientId("benchmark")
                .setTaskWorkerVersion("1")
                .build();
        AtomicReference<@Nullable Runnable> again = new AtomicReference<>();
        var requests = api.pollTask(new Answer<PollTaskResponse>(
                answer -> {
                    Objects.requireNonNull(again.get()).run();
                    if (answer.hasResult()) {
                        work(answer.getResult(), observer);
                    }
                },
                failure -> {
                    // A server that is too slow to hand a task over ends the stream; without another the load would
                    // stand still.
                    connection.failed(failure);
                    connection.after(REOPEN_MILLIS, TimeUnit.MILLISECONDS, () -> poll(observer));
                }));
        again.set(() -> requests.onNext(next));
        requests.onNext(next);
    }

    private void work(ScheduledTask task, Observer observer) {
        LittleHorseFlow flow = flows.get(task.getTaskRunId().getWfRunId().getId());
        if (flow == null || !holding || !flow.hold(task)) {
            report(task, flow);
        } else if (flow.holdsAll()) {
            observer.held(flow.id());
        }
    }

    /** Reports a task as done. Its flow is null for a task of the first run, or of a load that was ended before. */
    private void report(ScheduledTask task, @Nullable LittleHorseFlow flow) {
        Instant now = Instant.now();
        ReportTaskRun report = ReportTaskRun.newBuilder()
                .setTaskRunId(task.getTaskRunId())
                .setAttemptNumber(task.getAttemptNumber())
                .setStatus(TaskStatus.TASK_SUCCESS)
                .setTime(Timestamp.newBuilder().setSeconds(now.getEpochSecond()).setNanos(now.getNano()))
                .setOutput(VariableValue.newBuilder().setStr("ok"))
                .build();
        api.reportTask(report, connection.expecting(reported -> {
            if (flow != null && flow.reportedAll()) {
                Objects.requireNonNull(settling).await(flow);
            }
        }));
    }
}
