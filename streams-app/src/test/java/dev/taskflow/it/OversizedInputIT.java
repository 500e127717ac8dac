package dev.taskflow.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.v1.CommandOutcome;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.FlowSettled;
import dev.taskflow.v1.RejectionCode;
import dev.taskflow.v1.RequestCancel;
import dev.taskflow.v1.SetWaiting;
import dev.taskflow.v1.SpawnTasks;
import dev.taskflow.v1.TaskCompleted;
import dev.taskflow.v1.TaskEvent;
import dev.taskflow.v1.TaskOutcome;
import dev.taskflow.v1.TaskSpec;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * X4: a topic's size limit holds for a compressed batch, so a producer that compresses gets far larger records through. None
 * may stop the processor.
 */
class OversizedInputIT extends BadInputCase {
    private static final int FIVE_MB = 5_000_000;
    private static final int FIELD_LIMIT = 256 * 1024;

    private final FlowClient flow = taskflow.flow(UUID.randomUUID().toString());

    @ParameterizedTest
    @ValueSource(strings = {"zstd", "lz4", "gzip"})
    void X4_aStateOfFiveMegabytesIsTooLarge(String compression) {
        FlowCommand create = createWithState("x".repeat(FIVE_MB));

        sendCompressed(taskflow.inputs().recordOf(create), compression);

        assertThat(flow.answer(create).getCode()).contains(RejectionCode.TOO_LARGE);
        assertThat(flow.spawn("a").getCode()).contains(RejectionCode.NOT_FOUND);
    }

    @Test
    void X4_aRecordTooLargeToBeSentOnBecomesADeadLetterWithItsDigest() {
        ProducerRecord<byte @Nullable [], byte @Nullable []> good =
                taskflow.inputs().recordOf(createWithState("x".repeat(FIVE_MB)));

        deadLetterOf(new ProducerRecord<>(good.topic(), "wrong key".getBytes(UTF_8), good.value()))
                .assertDigestOf(good.value());
    }

    @Test
    void X4_aCommandWhoseAnswerIsTooLargeBecomesADeadLetterWithItsDigest() {
        String huge = "x".repeat(FIVE_MB);
        for (FlowCommand command : List.of(
                FlowCommand.newBuilder(flow.cancelCommand()).setCommandId(huge).build(),
                FlowCommand.newBuilder(flow.cancelCommand()).setOwnerKey(huge).build(),
                FlowCommand.newBuilder(flow.cancelCommand()).setFlowId(huge).build())) {
            ProducerRecord<byte @Nullable [], byte @Nullable []> record =
                    taskflow.inputs().recordOf(command);

            deadLetterOf(record).assertDigestOf(record.value());
        }
    }

    @Test
    void X4_aReportOverTheLimitsBecomesADeadLetter() {
        flow.create("a");
        ProducerRecord<byte @Nullable [], byte @Nullable []> large = completion("x".repeat(FIELD_LIMIT + 1));
        ProducerRecord<byte @Nullable [], byte @Nullable []> huge = completion("x".repeat(FIVE_MB));

        RecordMetadata place = taskflow.inputs().send(large);
        DeadLetter.of(taskflow, place).assertUnchanged(large, place);
        deadLetterOf(huge).assertDigestOf(huge.value());

        taskflow.observer().awaitDrained();
        assertThat(flow.history()).hasSize(2);
    }

    @Test
    void X4_aHugeKeyIsReplacedInADeadLetterAndHarmlessOnAGoodRecord() {
        byte[] key = "k".repeat(FIVE_MB).getBytes(UTF_8);
        FlowCommand create = flow.createCommand(List.of(), each -> each);
        ProducerRecord<byte @Nullable [], byte @Nullable []> good =
                taskflow.inputs().recordOf(create);
        byte[] garbage = {1, 2, 3};

        sendCompressed(new ProducerRecord<>(good.topic(), key, good.value()), "zstd");
        deadLetterOf(new ProducerRecord<>(good.topic(), key, garbage)).assertDigestOf(garbage);

        assertThat(flow.answer(create).getOutcome()).isEqualTo(CommandOutcome.ACCEPTED);
    }

    @Test
    void X4_aRecordOfMillionsOfEmptyHeadersStopsNothing() {
        byte[] garbage = {1, 2, 3};
        Header empty = new RecordHeader("", new byte[0]);
        List<Header> headers =
                IntStream.range(0, 2_500_000).mapToObj(i -> empty).toList();

        deadLetterOf(new ProducerRecord<>(
                        taskflow.topics().flowCommands().name(), null, "key".getBytes(UTF_8), garbage, headers))
                .assertDigestOf(garbage);
    }

    @Test
    void X4_theLargestLegalFlowIsCarriedToItsEnd() {
        String field = "x".repeat(FIELD_LIMIT);
        String goal = "g".repeat(FIELD_LIMIT);
        accepted(flow.createCommand(
                List.of(), each -> each.setGoal(goal).setStateJson(field).setCurrentStep(field)));
        accepted(
                flow.command().setSpawnTasks(new SpawnTasks(manyTasks(), false)).build());
        accepted(flow.command()
                .setSetWaiting(SetWaiting.newBuilder()
                        .setStateJson(field)
                        .setWaitJson(field)
                        .setBlockedSummary(field)
                        .build())
                .build());
        accepted(flow.command().setRequestCancel(new RequestCancel(field, null)).build());

        FlowSettled settled = flow.settled();
        assertThat(settled.getTasks().getCancelled()).isEqualTo(1_000);
        assertThat(settled.getGoal()).isEqualTo(goal);
        assertThat(settled.getCancelReason()).contains(field);
    }

    private void accepted(FlowCommand command) {
        assertThat(flow.send(command).getOutcome()).isEqualTo(CommandOutcome.ACCEPTED);
    }

    private static List<TaskSpec> manyTasks() {
        UnaryOperator<String> longId = number -> "r".repeat(200 - number.length()) + number;
        return IntStream.range(0, 1_000)
                .mapToObj(n -> FlowClient.spec(longId.apply(Integer.toString(n)), TaskFlowFixture.RUNTIME))
                .toList();
    }

    private FlowCommand createWithState(String stateJson) {
        return flow.createCommand(FlowClient.specs("a"), each -> each.setStateJson(stateJson));
    }

    private ProducerRecord<byte @Nullable [], byte @Nullable []> completion(String summary) {
        TaskEvent event = flow.report("a")
                .setCompleted(TaskCompleted.newBuilder()
                        .setOutcome(TaskOutcome.SUCCEEDED)
                        .setSummary(summary)
                        .build())
                .build();
        return taskflow.inputs().recordOf(event);
    }

    private static DeadLetter deadLetterOf(ProducerRecord<byte @Nullable [], byte @Nullable []> record) {
        return DeadLetter.of(taskflow, sendCompressed(record, "zstd"));
    }

    private static RecordMetadata sendCompressed(
            ProducerRecord<byte @Nullable [], byte @Nullable []> record, String compression) {
        return taskflow.inputs().send(record, Map.of("compression.type", compression, "max.request.size", 100_000_000));
    }
}
