package dev.taskflow.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.v1.CommandOutcome;
import dev.taskflow.v1.CommandResult;
import dev.taskflow.v1.Finish;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.FlowEventType;
import dev.taskflow.v1.FlowSettled;
import dev.taskflow.v1.RejectionCode;
import dev.taskflow.v1.Resume;
import dev.taskflow.v1.SetWaiting;
import dev.taskflow.v1.SpawnTasks;
import dev.taskflow.v1.TaskCompleted;
import dev.taskflow.v1.TaskEvent;
import dev.taskflow.v1.TaskOutcome;
import dev.taskflow.v1.TaskStarted;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Records that can be read and are not what the contract wants: answered or ignored, and nothing changes. */
class RefusedInputIT extends BadInputCase {
    private final FlowClient flow = taskflow.flow(UUID.randomUUID().toString());

    @Test
    void A1_anUnknownFlowAndAForeignOneGetTheSameAnswer() {
        FlowClient unknown = taskflow.flow(UUID.randomUUID().toString());
        flow.create("a");

        CommandResult ofUnknown = unknown.spawn("b");
        CommandResult ofForeign = flow.as("mallory").spawn("b");

        assertThat(ofForeign.getCode()).contains(RejectionCode.NOT_FOUND);
        assertThat(ofForeign.getRevision()).isEmpty();
        assertThat(ofForeign.getStatus()).isEmpty();
        assertThat(ofForeign.getMessage().map(message -> message.replace(flow.id(), unknown.id())))
                .isEqualTo(ofUnknown.getMessage());
        assertThat(rejection(flow.as("mallory").createCommand(List.of(), each -> each)))
                .isEqualTo(RejectionCode.FLOW_ID_TAKEN);
        assertThat(rejection(flow.as(" ").cancelCommand())).isEqualTo(RejectionCode.INVALID);
        assertUntouched();
    }

    @Test
    void C2_C4_C5_commandsThatCannotBeCarriedOutAreRejectedWhole() {
        flow.create("a");

        assertThat(rejection(flow.command()
                        .setSpawnTasks(new SpawnTasks(
                                List.of(
                                        FlowClient.spec("b", TaskFlowFixture.RUNTIME),
                                        FlowClient.spec("c", "no-such-runtime")),
                                false))
                        .build()))
                .isEqualTo(RejectionCode.UNKNOWN_RUNTIME);
        assertThat(rejection(flow.spawnCommand("x/y"))).isEqualTo(RejectionCode.INVALID);
        assertThat(rejection(flow.spawnCommand("b", "b"))).isEqualTo(RejectionCode.INVALID);
        assertThat(rejection(flow.command().build())).as("no payload").isEqualTo(RejectionCode.INVALID);
        assertThat(rejection(flow.command()
                        .setResume(Resume.newBuilder().build())
                        .setFinish(Finish.newBuilder().build())
                        .build()))
                .as("two payloads")
                .isEqualTo(RejectionCode.INVALID);
        assertThat(rejection(flow.command()
                        .setExpectedRevision(7L)
                        .setSetWaiting(SetWaiting.newBuilder().build())
                        .build()))
                .isEqualTo(RejectionCode.REVISION_CONFLICT);
        assertUntouched();
    }

    @Test
    void A2_aForgedReportChangesNothingAndIsCounted() {
        flow.create("a");
        double before = processor.metrics().total("ignored-wrong-dispatch");

        taskflow.inputs().send(forged(flow.id(), "a"));
        taskflow.inputs().send(forged(flow.id(), "no-such-task"));
        taskflow.inputs().send(forged(UUID.randomUUID().toString(), "a"));

        assertUntouched();
        assertThat(processor.metrics().total("ignored-wrong-dispatch") - before).isEqualTo(1);
        assertThat(processor.metrics().total("ignored-unknown-task")).isPositive();
        assertThat(processor.metrics().total("ignored-unknown-flow")).isPositive();
    }

    @Test
    void X4_aReportWithoutOrWithTwoPayloadsBecomesADeadLetter() {
        flow.create("a");
        ProducerRecord<byte @Nullable [], byte @Nullable []> none =
                taskflow.inputs().recordOf(flow.report("a").build());
        ProducerRecord<byte @Nullable [], byte @Nullable []> two = taskflow.inputs()
                .recordOf(flow.report("a")
                        .setStarted(new TaskStarted())
                        .setCompleted(succeeded())
                        .build());

        assertThat(DeadLetter.of(taskflow, taskflow.inputs().send(none)).message())
                .contains("exactly one of");
        assertThat(DeadLetter.of(taskflow, taskflow.inputs().send(two)).message())
                .contains("exactly one of");
        assertUntouched();
    }

    @Test
    void T1_T2_aCompletionBeforeItsStartCountsAndEverythingAfterItDoesNot() {
        FlowCommand create = flow.createCommand(FlowClient.specs("a"), each -> each);
        flow.send(create);
        flow.completed("a", TaskOutcome.SUCCEEDED);
        flow.completed("a", TaskOutcome.FAILED);
        flow.completed("a", TaskOutcome.SUCCEEDED);
        taskflow.inputs().send(flow.report("a").setStarted(new TaskStarted()).build());

        CommandResult replayed = flow.send(create);
        FlowCommand finish =
                flow.command().setFinish(Finish.newBuilder().build()).build();
        flow.send(finish);
        FlowSettled settled = flow.settled();

        assertThat(replayed.getOutcome()).as("C1").isEqualTo(CommandOutcome.REPLAYED);
        assertThat(flow.send(finish).getOutcome()).as("C7").isEqualTo(CommandOutcome.REPLAYED);
        assertThat(rejection(flow.spawnCommand("late"))).isEqualTo(RejectionCode.TERMINAL);
        assertThat(flow.spawn("a").getOutcome()).as("C3").isEqualTo(CommandOutcome.REPLAYED);
        assertThat(settled.getTasks().getSucceeded()).isEqualTo(1);
        assertThat(settled.getTasks().getTotal()).isEqualTo(1);
        assertThat(flow.settled()).isEqualTo(settled);
    }

    @Test
    void X3_timesNeverRunBackWhateverTimestampsRecordsBear() {
        FlowCommand create = flow.createCommand(FlowClient.specs("a"), each -> each);
        FlowCommand waiting =
                flow.command().setSetWaiting(SetWaiting.newBuilder().build()).build();
        long later = Instant.now().minusSeconds(600).toEpochMilli();

        taskflow.inputs().send(at(0, create));
        taskflow.inputs().send(at(later, waiting));
        taskflow.inputs().send(at(1, flow.cancelCommand()));
        flow.settled();

        assertThat(taskflow.observer().flowEvents().values(flow.id()).stream()
                        .map(event -> event.getOccurredAt().toEpochMilli())
                        .distinct())
                .containsExactly(0L, later);
    }

    private static ProducerRecord<byte @Nullable [], byte @Nullable []> at(long timestamp, FlowCommand command) {
        ProducerRecord<byte @Nullable [], byte @Nullable []> good =
                taskflow.inputs().recordOf(command);
        return new ProducerRecord<>(good.topic(), null, timestamp, good.key(), good.value());
    }

    private RejectionCode rejection(FlowCommand command) {
        CommandResult result = taskflow.flow(command.getFlowId()).send(command);
        assertThat(result.getMessage().orElse("")).as("message").isNotBlank();
        return result.getCode().orElseThrow();
    }

    /** The flow is as it was made: one task, nothing else happened. */
    private void assertUntouched() {
        taskflow.observer().awaitDrained();
        assertThat(flow.history()).containsExactly(FlowEventType.FLOW_CREATED, FlowEventType.TASK_SPAWNED);
    }

    /** A completion by somebody who knows the task and never got its dispatch. */
    static TaskEvent forged(String flowId, String runId) {
        return TaskEvent.newBuilder()
                .setFlowId(flowId)
                .setRunId(runId)
                .setAttempt(1)
                .setDispatchId("AAAAAAAAAAAAAAAAAAAAAA")
                .setWorkerId("mallory")
                .setOccurredAt(Instant.now())
                .setCompleted(succeeded())
                .build();
    }

    private static TaskCompleted succeeded() {
        return TaskCompleted.newBuilder().setOutcome(TaskOutcome.SUCCEEDED).build();
    }
}
