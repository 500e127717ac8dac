package dev.taskflow.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.kafka.streams.errors.internals.ExceptionHandlerUtils.HEADER_ERRORS_EXCEPTION_MESSAGE_NAME;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.rules.Limits;
import dev.taskflow.topics.FlowPartitioner;
import dev.taskflow.v1.TaskCompleted;
import dev.taskflow.v1.TaskOutcome;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Misrouted records under a topology of six partitions, of which the driver plays the first: what is sent on comes back on that
 * partition. So a flow that lives there is served on the second pass, and one that does not shows that nothing is sent on twice.
 */
class ReroutingTest {

    private static final int PARTITIONS = 6;

    private final TaskFlowDriver taskflow = new TaskFlowDriver(Limits.DEFAULT, PARTITIONS);
    private final FlowDsl here = taskflow.flow(flowIdOn(0));
    private final FlowDsl elsewhere = taskflow.flow(flowIdOn(4));

    @AfterEach
    void close() {
        taskflow.close();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "another-key", "\"quoted\""})
    void X5_aCommandUnderAnotherKeyIsSentOnAndThenServed(@Nullable String key) {
        Headers headers = new RecordHeaders().add("client", "c".getBytes(UTF_8));

        Seen create = send(commands(), key, command(here), headers);

        assertThat(create.transcript()).containsExactly("1 r1 FLOW_CREATED QUEUED", "answer ACCEPTED r1 QUEUED");
        TestRecord<byte[], byte[]> sentOn = sentOn(commands());
        assertThat(sentOn.key()).isEqualTo(here.id().getBytes(UTF_8));
        assertThat(sentOn.value()).isEqualTo(command(here));
        assertThat(text(sentOn, "client")).isEqualTo("c");
        assertThat(taskflow.counted("rerouted")).isEqualTo(1);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"another-key"})
    void X5_aReportUnderAnotherKeyIsSentOnAndThenCounts(@Nullable String key) {
        here.create("a");
        byte[] report = taskflow.encode(
                events(),
                here.reportOf("a")
                        .setCompleted(TaskCompleted.newBuilder()
                                .setOutcome(TaskOutcome.SUCCEEDED)
                                .build())
                        .build());

        Seen end = send(events(), key, report, new RecordHeaders());

        assertThat(end.transcript()).containsExactly("3 r1 TASK_STATUS_CHANGED a#1 SUCCEEDED");
        assertThat(sentOn(events()).key()).isEqualTo(here.id().getBytes(UTF_8));
        assertThat(taskflow.counted("rerouted")).isEqualTo(1);
    }

    @Test
    void X5_aCommandOnItsPartitionUnderItsKeyIsNotSentOn() {
        Seen create = send(commands(), here.id(), command(here), new RecordHeaders());

        assertThat(create.results()).hasSize(1);
        assertThat(sentOnto(commands())).isEmpty();
        assertThat(taskflow.counted("rerouted")).isZero();
    }

    @Test
    void X5_aCommandOnAWrongPartitionIsSentOnOnceAndDecidedNowhereElse() {
        byte[] command = command(elsewhere);
        Headers headers = new RecordHeaders().add("client", "c".getBytes(UTF_8));

        Seen seen = send(commands(), elsewhere.id(), command, headers);

        assertThat(seen.transcript()).containsExactly("dead letter");
        TestRecord<byte[], byte[]> sentOn = sentOn(commands());
        assertThat(sentOn.key()).isEqualTo(elsewhere.id().getBytes(UTF_8));
        assertThat(sentOn.value()).isEqualTo(command);
        assertThat(text(sentOn, "client")).isEqualTo("c");
        assertThat(taskflow.counted("rerouted")).isEqualTo(1);
        assertThat(taskflow.storedRows()).isEmpty();
        TestRecord<byte[], byte[]> letter = seen.deadLetters().get(0);
        assertThat(letter.value()).isEqualTo(command);
        assertThat(text(letter, Routing.REROUTED_FROM)).isEqualTo("0");
        assertThat(text(letter, HEADER_ERRORS_EXCEPTION_MESSAGE_NAME)).contains("still on a wrong partition");
    }

    @Test
    void X4_aCommandThatIsTooLargeToBeSentOnIsADeadLetter() {
        String goal = "x".repeat(taskflow.topics().flowCommands().maxMessageBytes());
        byte[] large = taskflow.encode(commands(), elsewhere.createCommand(create -> create.setGoal(goal)));

        Seen seen = send(commands(), elsewhere.id(), large, new RecordHeaders());

        assertThat(seen.transcript()).containsExactly("dead letter");
        assertThat(text(seen.deadLetters().get(0), HEADER_ERRORS_EXCEPTION_MESSAGE_NAME))
                .contains("too large to be re-routed");
        assertThat(sentOnto(commands())).isEmpty();
        assertThat(taskflow.counted("rerouted")).isZero();
    }

    @Test
    void X4_aCommandThatIsTooLargeForTheDeadLettersTooIsADigest() {
        byte[] huge = taskflow.encode(
                commands(), elsewhere.createCommand(create -> create.setStateJson("x".repeat(5_000_000))));

        Seen seen = send(commands(), null, huge, new RecordHeaders());

        assertThat(seen.transcript()).containsExactly("dead letter");
        assertThat(new String(seen.deadLetters().get(0).value(), UTF_8))
                .startsWith("sha256=")
                .endsWith(" length=" + huge.length);
        assertThat(seen.deadLetters().get(0).key()).isNull();
    }

    @Test
    void anIllegalFlowIdBelongsNowhereAndIsAnsweredWhereItIs() {
        FlowDsl illegal = taskflow.flow("not/legal");

        Seen seen = send(commands(), "any key", command(illegal), new RecordHeaders());

        assertThat(seen.transcript()).containsExactly("answer REJECTED INVALID");
        assertThat(sentOnto(commands())).isEmpty();
    }

    private byte[] command(FlowDsl flow) {
        return taskflow.encode(
                commands(),
                CommandKind.CREATE_FLOW.to(flow).setCommandId("command-x").build());
    }

    private Seen send(String topic, @Nullable String key, byte[] value, Headers headers) {
        return taskflow.sendRaw(topic, key == null ? null : key.getBytes(UTF_8), value, headers);
    }

    private TestRecord<byte[], byte[]> sentOn(String topic) {
        List<TestRecord<byte[], byte[]>> sent = sentOnto(topic);
        assertThat(sent).as("records sent on to " + topic).hasSize(1);
        return sent.get(0);
    }

    private List<TestRecord<byte[], byte[]>> sentOnto(String topic) {
        return taskflow.topologyTestDriver()
                .createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList();
    }

    private String commands() {
        return taskflow.topics().flowCommands().name();
    }

    private String events() {
        return taskflow.topics().taskEvents().name();
    }

    private static String text(TestRecord<byte[], byte[]> record, String header) {
        return new String(record.headers().lastHeader(header).value(), UTF_8);
    }

    private static String flowIdOn(int partition) {
        return IntStream.iterate(1, i -> i + 1)
                .mapToObj(i -> "flow-" + i)
                .filter(flowId -> FlowPartitioner.partitionOf(flowId, PARTITIONS) == partition)
                .findFirst()
                .orElseThrow();
    }
}
