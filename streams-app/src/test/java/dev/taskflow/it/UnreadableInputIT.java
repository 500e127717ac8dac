package dev.taskflow.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.serde.UnknownSchemaException;
import dev.taskflow.serde.UnreadableRecordException;
import dev.taskflow.topics.Topic;
import dev.taskflow.v1.TaskCancellation;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** X1: what cannot be decoded goes to the dead letters as it is, on either input. */
class UnreadableInputIT extends BadInputCase {
    private static final int UNKNOWN_SCHEMA_ID = 987_654;

    @Test
    void X1_bytesThatAreNoRecordBecomeDeadLettersUnchanged() {
        for (Topic<?> topic : inputs()) {
            List<byte[]> values = new ArrayList<>(
                    List.of("hello".getBytes(UTF_8), new byte[0], new byte[] {0}, new byte[] {0, 0, 0, 0}, new byte[] {
                        1, 0, 0, 0, 1, 2
                    }));
            byte[] good = goodValue(topic);
            values.add(Arrays.copyOf(good, good.length - 1));
            values.add(Arrays.copyOf(good, good.length + 1));
            values.add(Arrays.copyOf(good, 5));
            // A string of a negative length, and one far longer than the record.
            values.add(concat(Arrays.copyOf(good, 5), new byte[] {1, 1, 1, 1, 1}));
            values.add(concat(Arrays.copyOf(good, 5), new byte[] {-2, -1, -1, -1, 15}));
            for (byte[] value : values) {
                assertThat(deadLetter(topic, value).exception()).isEqualTo(UnreadableRecordException.class.getName());
            }
        }
    }

    @Test
    void X1_aRecordOfAnotherTypeBecomesADeadLetter() {
        TaskCancellation other = new TaskCancellation(
                "flow/run", "flow", "run", TaskFlowFixture.RUNTIME, 1, "dispatch", null, Instant.now(), null);
        byte[] value = taskflow.inputs().encode(taskflow.topics().taskCancellations(), other);

        for (Topic<?> topic : inputs()) {
            assertThat(deadLetter(topic, value).message()).contains("TaskCancellation");
        }
    }

    @Test
    void X1_anUnknownSchemaIdBecomesADeadLetter() {
        for (Topic<?> topic : inputs()) {
            byte[] value = goodValue(topic);
            ByteBuffer.wrap(value).putInt(1, UNKNOWN_SCHEMA_ID);

            DeadLetter letter = deadLetter(topic, value);

            assertThat(letter.exception()).isEqualTo(UnknownSchemaException.class.getName());
            assertThat(letter.message()).contains(Integer.toString(UNKNOWN_SCHEMA_ID));
        }
    }

    @Test
    void X1_aTombstoneBecomesADeadLetter() {
        for (Topic<?> topic : inputs()) {
            assertThat(deadLetter(topic, null).message()).contains("no value");
        }
    }

    /** Sends the value under a key, under no key and with headers of its own; gives back the dead letter of the first. */
    private static DeadLetter deadLetter(Topic<?> topic, byte @Nullable [] value) {
        DeadLetter first = sent(new ProducerRecord<>(topic.name(), "flow-1".getBytes(UTF_8), value));
        sent(new ProducerRecord<>(topic.name(), value));
        ProducerRecord<byte @Nullable [], byte @Nullable []> withHeaders =
                new ProducerRecord<>(topic.name(), 1, 1_700_000_000_000L, new byte[] {-1, -2}, value);
        withHeaders.headers().add("own", new byte[] {1, 2}).add("own", null).add("", new byte[0]);
        sent(withHeaders);
        return first;
    }

    private static DeadLetter sent(ProducerRecord<byte @Nullable [], byte @Nullable []> record) {
        RecordMetadata place = taskflow.inputs().send(record);
        return DeadLetter.of(taskflow, place).assertUnchanged(record, place);
    }

    private static List<Topic<?>> inputs() {
        return List.of(taskflow.topics().flowCommands(), taskflow.topics().taskEvents());
    }

    private static byte[] goodValue(Topic<?> topic) {
        FlowClient flow = taskflow.flow("flow-1");
        return topic.equals(taskflow.topics().flowCommands())
                ? taskflow.inputs().encode(topic, flow.cancelCommand())
                : taskflow.inputs().encode(topic, RefusedInputIT.forged("flow-1", "a"));
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
