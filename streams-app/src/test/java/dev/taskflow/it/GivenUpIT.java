package dev.taskflow.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.app.TaskFlowProcessor;
import dev.taskflow.topics.FlowPartitioner;
import dev.taskflow.v1.Completion;
import dev.taskflow.v1.CreateFlow;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.ReplyMode;
import dev.taskflow.v1.TaskEvent;
import dev.taskflow.v1.TaskOutcome;
import dev.taskflow.v1.TaskProgress;
import dev.taskflow.v1.TaskSpec;
import dev.taskflow.v1.TaskStarted;
import dev.taskflow.v1.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A task is given up for its silence, and for nothing else: not because nobody has read its report, nor because nobody could. */
class GivenUpIT {
    private static final Duration TIME = Duration.ofSeconds(3);
    private static final int BACKLOG = 12_000;
    private static final int PARTITION = 0;

    @RegisterExtension
    private final ApartFixture apart = new ApartFixture(Map.of("session.timeout.ms", "10000"));

    @Test
    void T5_aSuccessThatWasReportedInTimeIsHeardAfterARestartWithABacklogOfCommands() {
        TaskFlowFixture taskflow = apart.taskflow();
        FlowClient flow = taskflow.flow(TaskFlowFixture.flowIdOn(PARTITION));
        TaskFlowProcessor first = apart.startProcessor(Map.of());
        flow.send(flow.createCommand(List.of(timed("only")), GivenUpIT::settlingWithTasks));
        flow.started("only");
        first.close();
        Instant due = Instant.now().plus(TIME);

        flow.completed("only", TaskOutcome.SUCCEEDED);
        sendBacklog();
        TopicLog.await("the time-out is due", () -> Instant.now().isAfter(due));
        apart.startProcessor(Map.of());

        assertThat(flow.settled().getStatus()).isEqualTo(FlowStatus.SUCCEEDED);
    }

    @Test
    void T5_nobodyWhoReportsSoonAfterAnOutageIsGivenUp() {
        TaskFlowFixture taskflow = apart.taskflow();
        apart.startProcessor(Map.of());
        List<FlowClient> flows =
                IntStream.range(0, 12).mapToObj(n -> taskflow.flow("flow-" + n)).toList();
        for (FlowClient flow : flows) {
            flow.send(flow.createCommand(List.of(beating("beats")), GivenUpIT::settlingWithTasks));
            flow.dispatch("beats");
        }
        flows.forEach(flow -> flow.started("beats")); // at once, so that none is silent for long before the outage

        apart.broker().pause();
        Pause.of(TIME.plusSeconds(1));
        apart.broker().resume();
        awaitTimersOnEveryPartition();
        flows.forEach(flow -> flow.completed("beats", TaskOutcome.SUCCEEDED));

        for (FlowClient flow : flows) {
            assertThat(flow.settled().getStatus()).as(flow.id()).isEqualTo(FlowStatus.SUCCEEDED);
        }
    }

    @Test
    void T5_aSilentTaskIsLostAlthoughOthersReportWithoutPauseByClocksThatAreBehind() {
        TaskFlowFixture taskflow = apart.taskflow();
        FlowClient silent = taskflow.flow(TaskFlowFixture.flowIdOn(PARTITION));
        FlowClient chatty = taskflow.flow(TaskFlowFixture.flowIdOn(PARTITION));
        ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor();
        taskflow.closing(worker::shutdownNow);
        TaskEvent report = report(chatty.id());
        ScheduledFuture<?> unused = worker.scheduleAtFixedRate(() -> sendBehind(report), 0, 10, TimeUnit.MILLISECONDS);
        apart.startProcessor(Map.of());
        silent.send(silent.createCommand(List.of(beating("silent")), UnaryOperator.identity()));
        sendBehind(silent.report("silent").setStarted(new TaskStarted()).build());

        silent.awaitStatus("silent", TaskStatus.LOST);
    }

    private static CreateFlow.Builder settlingWithTasks(CreateFlow.Builder create) {
        return create.setCompletion(Completion.WHEN_TASKS_SETTLE);
    }

    private static TaskSpec timed(String runId) {
        return TaskSpec.newBuilder(FlowClient.spec(runId, TaskFlowFixture.RUNTIME))
                .setRunTimeoutMs(TIME.toMillis())
                .build();
    }

    private static TaskSpec beating(String runId) {
        return TaskSpec.newBuilder(FlowClient.spec(runId, TaskFlowFixture.RUNTIME))
                .setHeartbeatTimeoutMs(TIME.toMillis())
                .build();
    }

    /** On the same partition, each with an older stamp than the report. */
    private void sendBacklog() {
        TaskFlowFixture taskflow = apart.taskflow();
        long stamp = Instant.now().minusSeconds(3_600).toEpochMilli();
        List<TaskSpec> tasks = FlowClient.specs("only");
        IntStream.iterate(0, n -> n + 1)
                .mapToObj(n -> "backlog-" + n)
                .filter(id -> FlowPartitioner.partitionOf(id, TaskFlowFixture.FLOW_PARTITIONS) == PARTITION)
                .limit(BACKLOG)
                .forEach(id -> {
                    FlowCommand create = FlowCommand.newBuilder(
                                    taskflow.flow(id).createCommand(tasks, UnaryOperator.identity()))
                            .setReply(ReplyMode.NONE)
                            .build();
                    taskflow.inputs().sendSoon(stamped(taskflow.inputs().recordOf(create), stamp));
                });
        taskflow.inputs().flush();
    }

    private void sendBehind(TaskEvent report) {
        Inputs inputs = apart.taskflow().inputs();
        inputs.sendSoon(
                stamped(inputs.recordOf(report), Instant.now().minusSeconds(10).toEpochMilli()));
    }

    private static TaskEvent report(String flowId) {
        return TaskEvent.newBuilder()
                .setFlowId(flowId)
                .setRunId("none")
                .setAttempt(1)
                .setDispatchId("none")
                .setWorkerId("worker-1")
                .setOccurredAt(Instant.now())
                .setProgress(new TaskProgress())
                .build();
    }

    private static ProducerRecord<byte @Nullable [], byte @Nullable []> stamped(
            ProducerRecord<byte @Nullable [], byte @Nullable []> record, long stamp) {
        return new ProducerRecord<>(record.topic(), null, stamp, record.key(), record.value());
    }

    /** Flows whose deadline comes now have ended: a timer that was due before, and does not wait, has been carried out as well. */
    private void awaitTimersOnEveryPartition() {
        TaskFlowFixture taskflow = apart.taskflow();
        List<FlowClient> flows = new ArrayList<>();
        for (int partition = 0; partition < TaskFlowFixture.FLOW_PARTITIONS; partition++) {
            FlowClient flow = taskflow.flow(TaskFlowFixture.flowIdOn(partition));
            flow.send(flow.createCommand(List.of(), create -> create.setDeadline(Instant.now())));
            flows.add(flow);
        }
        flows.forEach(FlowClient::settled);
    }
}
