package dev.taskflow.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** What became of a record that cannot be processed (X1, X4). */
record DeadLetter(ConsumerRecord<byte @Nullable [], byte[]> record) {
    private static final String ERRORS = "__streams.errors.";

    /** Waits for the dead letter of the record that is at this place. */
    static DeadLetter of(TaskFlowFixture taskflow, RecordMetadata place) {
        return new DeadLetter(
                taskflow.observer().deadLetters().awaitRecord("dead letter of " + place, each -> new DeadLetter(each)
                        .isOf(place)));
    }

    private boolean isOf(RecordMetadata place) {
        return place.topic().equals(header(ERRORS + "topic"))
                && Integer.toString(place.partition()).equals(header(ERRORS + "partition"))
                && Long.toString(place.offset()).equals(header(ERRORS + "offset"));
    }

    /** The text of a header, or null if there is none. */
    @Nullable
    String header(String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), UTF_8);
    }

    String exception() {
        return Objects.requireNonNull(header(ERRORS + "exception"), "exception");
    }

    String message() {
        return Objects.requireNonNull(header(ERRORS + "message"), "message");
    }

    /** X1: key, value and headers as they were received, its first time and the error's headers after them; stamped by the broker. */
    DeadLetter assertUnchanged(ProducerRecord<byte @Nullable [], byte @Nullable []> sent, RecordMetadata place) {
        assertThat(record.key()).as("key").isEqualTo(sent.key());
        assertThat(record.value()).as("value").isEqualTo(sent.value());
        assertThat(record.timestampType()).as("timestamp").isEqualTo(TimestampType.LOG_APPEND_TIME);
        Header[] before = sent.headers().toArray();
        Header[] after = record.headers().toArray();
        assertThat(Arrays.copyOf(after, before.length)).as("headers").isEqualTo(before);
        assertThat(Arrays.copyOfRange(after, before.length, after.length))
                .extracting(Header::key)
                .containsExactlyInAnyOrder(
                        "taskflow.event-time",
                        ERRORS + "exception",
                        ERRORS + "message",
                        ERRORS + "stacktrace",
                        ERRORS + "topic",
                        ERRORS + "partition",
                        ERRORS + "offset");
        return this;
    }

    /** X4: in place of the value its SHA-256 and length. */
    void assertDigestOf(byte[] value) {
        assertThat(header("taskflow.value-replaced")).isEqualTo("true");
        assertThat(new String(record.value(), UTF_8)).isEqualTo(digest(value));
    }

    private static String digest(byte[] value) {
        try {
            byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(value);
            return "sha256=%s length=%s".formatted(HexFormat.of().formatHex(sha256), value.length);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
