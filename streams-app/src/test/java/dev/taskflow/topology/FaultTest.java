package dev.taskflow.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.kafka.streams.errors.internals.ExceptionHandlerUtils.HEADER_ERRORS_EXCEPTION_MESSAGE_NAME;
import static org.apache.kafka.streams.errors.internals.ExceptionHandlerUtils.HEADER_ERRORS_EXCEPTION_NAME;
import static org.apache.kafka.streams.errors.internals.ExceptionHandlerUtils.HEADER_ERRORS_OFFSET_NAME;
import static org.apache.kafka.streams.errors.internals.ExceptionHandlerUtils.HEADER_ERRORS_PARTITION_NAME;
import static org.apache.kafka.streams.errors.internals.ExceptionHandlerUtils.HEADER_ERRORS_STACKTRACE_NAME;
import static org.apache.kafka.streams.errors.internals.ExceptionHandlerUtils.HEADER_ERRORS_TOPIC_NAME;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.serde.UnknownSchemaException;
import dev.taskflow.serde.UnreadableRecordException;
import dev.taskflow.v1.TaskCompleted;
import dev.taskflow.v1.TaskEvent;
import dev.taskflow.v1.TaskOutcome;
import dev.taskflow.v1.TaskProgress;
import dev.taskflow.v1.TaskStarted;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What cannot be read or used goes to the dead letters, and processing goes on: rules X1 and X4. */
class FaultTest extends RuleTest {

    private static final byte[] KEY = "flow-1".getBytes(UTF_8);

    static Stream<Arguments> inputsAndBadBytes() {
        Map<String, byte[]> bad = Map.of(
                "no bytes at all", new byte[0],
                "text", "{\"flowId\":\"flow-1\"}".getBytes(UTF_8),
                "a frame without a record", new byte[] {0, 0, 0, 0, 1},
                "an unfinished frame", new byte[] {0, 0, 0},
                "a length of 2 GiB",
                        new byte[] {0, 0, 0, 0, 1, (byte) 0xfe, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f},
                "a negative length", new byte[] {0, 0, 0, 0, 1, 0x01},
                "another magic byte", new byte[] {1, 0, 0, 0, 1, 2, 65});
        return Stream.of("taskflow.flow-commands", "taskflow.task-events").flatMap(topic -> bad.entrySet().stream()
                .map(each -> Arguments.of(topic, each.getKey(), each.getValue())));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("inputsAndBadBytes")
    void X1_undecodableBytesGoToTheDeadLettersUnchanged(String topic, String what, byte[] bytes) {
        flow.create("a"); // registers the schema with id 1, and takes offset 0 of the commands
        Map<String, String> before = taskflow.storedRows();
        Headers headers = new RecordHeaders().add("client", "c".getBytes(UTF_8));

        Seen seen = taskflow.sendRaw(topic, KEY, bytes, headers);

        assertSent(seen, "dead letter");
        TestRecord<byte[], byte[]> letter = seen.deadLetters().get(0);
        assertThat(letter.key()).isEqualTo(KEY);
        assertThat(letter.value()).isEqualTo(bytes);
        assertThat(letter.getRecordTime()).isEqualTo(taskflow.now());
        assertThat(header(letter, "client")).isEqualTo("c");
        assertThat(header(letter, HEADER_ERRORS_TOPIC_NAME)).isEqualTo(topic);
        assertThat(header(letter, HEADER_ERRORS_PARTITION_NAME)).isEqualTo("0");
        assertThat(header(letter, HEADER_ERRORS_OFFSET_NAME)).isEqualTo(topic.endsWith("commands") ? "1" : "0");
        assertThat(header(letter, HEADER_ERRORS_EXCEPTION_NAME)).isEqualTo(UnreadableRecordException.class.getName());
        assertThat(header(letter, HEADER_ERRORS_EXCEPTION_MESSAGE_NAME)).contains("A record of the topic " + topic);
        assertThat(header(letter, HEADER_ERRORS_STACKTRACE_NAME)).contains(UnreadableRecordException.class.getName());
        assertThat(taskflow.counted("dead-lettered")).isEqualTo(1);
        assertThat(taskflow.storedRows()).isEqualTo(before);
    }

    @Test
    void X1_processingGoesOnAfterAPoisonRecord() {
        taskflow.sendRaw(commands(), KEY, "poison".getBytes(UTF_8), new RecordHeaders());

        Seen create = flow.create("a");

        assertSent(
                create,
                "dispatch a#1 dispatch-1",
                "1 r1 FLOW_CREATED QUEUED",
                "2 r1 TASK_SPAWNED a",
                "answer ACCEPTED r1 QUEUED [a QUEUED+]");
    }

    @Test
    void X1_aRecordWithASchemaIdThatNobodyKnowsIsADeadLetter() {
        byte[] unknown = {0, 0, 0, 0x27, 0x0f, 2, 65};

        Seen seen = taskflow.sendRaw(commands(), KEY, unknown, new RecordHeaders());

        assertSent(seen, "dead letter");
        TestRecord<byte[], byte[]> letter = seen.deadLetters().get(0);
        assertThat(letter.value()).isEqualTo(unknown);
        assertThat(header(letter, HEADER_ERRORS_EXCEPTION_NAME)).isEqualTo(UnknownSchemaException.class.getName());
        assertThat(header(letter, HEADER_ERRORS_EXCEPTION_MESSAGE_NAME)).contains("schema id 9999");
    }

    @Test
    void X1_aRecordOfTheOtherTopicsTypeIsADeadLetter() {
        flow.create("a");
        byte[] event = taskflow.encode(
                taskflow.topics().taskEvents().name(),
                flow.reportOf("a").setStarted(new TaskStarted()).build());

        Seen seen = taskflow.sendRaw(commands(), KEY, event, new RecordHeaders());

        assertSent(seen, "dead letter");
        assertThat(header(seen.deadLetters().get(0), HEADER_ERRORS_EXCEPTION_MESSAGE_NAME))
                .contains("TaskEvent", "not a dev.taskflow.v1.FlowCommand");
    }

    @Test
    void X1_bytesLeftOverBehindARecordMakeItADeadLetter() {
        byte[] command =
                taskflow.encode(commands(), CommandKind.CREATE_FLOW.to(flow).build());
        byte[] longer = Arrays.copyOf(command, command.length + 1);

        Seen seen = taskflow.sendRaw(commands(), KEY, longer, new RecordHeaders());

        assertSent(seen, "dead letter");
        assertThat(taskflow.storedRows()).isEmpty();
    }

    @Test
    void X1_aRecordWithoutAValueIsADeadLetterWithoutOne() {
        flow.create("a");
        Map<String, String> before = taskflow.storedRows();

        Seen command = taskflow.sendRaw(commands(), KEY, null, new RecordHeaders());
        Seen event = taskflow.sendRaw(events(), null, null, new RecordHeaders());

        assertSent(command.and(event), "dead letter", "dead letter");
        assertThat(command.deadLetters().get(0).value()).isNull();
        assertThat(command.deadLetters().get(0).key()).isEqualTo(KEY);
        assertThat(header(command.deadLetters().get(0), HEADER_ERRORS_EXCEPTION_MESSAGE_NAME))
                .contains("has no value");
        assertThat(event.deadLetters().get(0).key()).isNull();
        assertThat(taskflow.storedRows()).isEqualTo(before);
    }

    @Test
    void X4_aReportWithoutPayloadIsADeadLetter() {
        flow.create("a");

        Seen none = flow.report(flow.reportOf("a"));

        assertMalformed(none, "exactly one of started, progress, completed, but has 0");
    }

    @Test
    void X4_aReportWithTwoPayloadsIsADeadLetter() {
        flow.create("a");

        Seen two = flow.report(flow.reportOf("a").setStarted(new TaskStarted()).setProgress(new TaskProgress("half")));

        assertMalformed(two, "but has 2");
    }

    @Test
    void X4_aReportOfNoKnownOutcomeIsADeadLetter() {
        flow.create("a");

        Seen unspecified = flow.completed("a", TaskOutcome.UNSPECIFIED);

        assertMalformed(unspecified, "must be SUCCEEDED, FAILED, TIMED_OUT or CANCELLED");
    }

    @Test
    void X4_aReportForAnIllegalIdIsADeadLetter() {
        flow.create("a");

        Seen illegal = flow.report(flow.reportOf("a").setRunId("a/b").setStarted(new TaskStarted()));

        assertMalformed(illegal, "flowId and runId must be 1 to 200 characters");
    }

    @SuppressWarnings("ImmutableEnumChecker") // its functions have no state
    enum LargeReport {
        SUMMARY(report -> report.setProgress(new TaskProgress(text(1)))),
        OUTPUT(report -> report.setCompleted(TaskCompleted.newBuilder()
                .setOutcome(TaskOutcome.SUCCEEDED)
                .setOutput(ByteBuffer.allocate(256 * 1024 + 1))
                .build())),
        WORKER_ID(report -> report.setWorkerId(text(1)).setStarted(new TaskStarted())),
        RECORD(report -> report.setWorkerId(text(0))
                .setCompleted(TaskCompleted.newBuilder()
                        .setOutcome(TaskOutcome.SUCCEEDED)
                        .setSummary(text(0))
                        .setOutput(ByteBuffer.allocate(256 * 1024))
                        .setOutputContentType(text(0))
                        .build()));

        private final UnaryOperator<TaskEvent.Builder> payload;

        LargeReport(UnaryOperator<TaskEvent.Builder> payload) {
            this.payload = payload;
        }

        private static String text(int more) {
            return "x".repeat(256 * 1024 + more);
        }
    }

    @ParameterizedTest
    @EnumSource
    void X4_aReportOverTheLimitsIsADeadLetter(LargeReport large) {
        flow.create("a");

        Seen seen = flow.report(large.payload.apply(flow.reportOf("a")));

        assertMalformed(seen, "the limit");
    }

    @Test
    void X4_aReportWithinTheLimitsCounts() {
        flow.create("a");

        Seen seen = flow.report(flow.reportOf("a").setProgress(new TaskProgress("x".repeat(256 * 1024))));

        assertThat(seen.deadLetters()).isEmpty();
        assertThat(stored("a").progressSummary()).hasSize(256 * 1024);
    }

    @Test
    void X4_whatIsTooLargeToBeKeptWholeIsKeptAsItsDigest() throws Exception {
        byte[] huge = new byte[5 * 1_048_576];
        huge[0] = 1;

        Seen seen = taskflow.sendRaw(commands(), KEY, huge, new RecordHeaders());

        assertSent(seen, "dead letter");
        TestRecord<byte[], byte[]> letter = seen.deadLetters().get(0);
        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(huge));
        assertThat(new String(letter.value(), UTF_8)).isEqualTo("sha256=" + sha256 + " length=5242880");
        assertThat(header(letter, DeadLetters.REPLACED)).isEqualTo("true");
        assertThat(letter.key()).isEqualTo(KEY);
        assertThat(header(letter, HEADER_ERRORS_OFFSET_NAME)).isEqualTo("0");
    }

    @Test
    void X4_keysAndHeadersThatAreTooLargeDoNotKeepALetterBack() {
        byte[] hugeKey = new byte[3 * 1_048_576];
        Headers huge = new RecordHeaders().add("client", new byte[5 * 1_048_576]);

        Seen seen = taskflow.sendRaw(commands(), hugeKey, "poison".getBytes(UTF_8), huge);

        assertSent(seen, "dead letter");
        TestRecord<byte[], byte[]> letter = seen.deadLetters().get(0);
        assertThat(letter.key().length).isLessThan(200);
        assertThat(letter.headers().lastHeader("client")).isNull();
        assertThat(header(letter, HEADER_ERRORS_TOPIC_NAME)).isEqualTo(commands());
    }

    /** One dead letter of the report itself, nothing else, and no change. */
    private void assertMalformed(Seen seen, String words) {
        assertSent(seen, "dead letter");
        TestRecord<byte[], byte[]> letter = seen.deadLetters().get(0);
        assertThat(header(letter, HEADER_ERRORS_TOPIC_NAME)).isEqualTo(events());
        assertThat(header(letter, HEADER_ERRORS_EXCEPTION_NAME)).isEqualTo(RejectedRecordException.class.getName());
        assertThat(header(letter, HEADER_ERRORS_EXCEPTION_MESSAGE_NAME)).contains(words);
        assertThat(stored("a").lastEventAt()).as("the report has not counted").isNull();
        assertThat(stored().sequence()).isEqualTo(2);
    }

    private String commands() {
        return taskflow.topics().flowCommands().name();
    }

    private String events() {
        return taskflow.topics().taskEvents().name();
    }

    private static @Nullable String header(TestRecord<byte[], byte[]> letter, String name) {
        return letter.headers().lastHeader(name) == null
                ? null
                : new String(letter.headers().lastHeader(name).value(), UTF_8);
    }
}
