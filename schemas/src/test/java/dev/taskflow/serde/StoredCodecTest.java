package dev.taskflow.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.taskflow.schema.NeutralSchema;
import dev.taskflow.schema.ReleasedSchemas;
import dev.taskflow.v1.FlowRecord;
import dev.taskflow.v1.TaskCounts;
import dev.taskflow.v1.TaskRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StoredCodecTest {
    private static final StoredCodec<FlowRecord> FLOWS = StoredCodec.of(FlowRecord.class);

    static List<SpecificRecord> records() {
        return Samples.all();
    }

    @ParameterizedTest
    @MethodSource("records")
    void whatIsStoredIsReadBack(SpecificRecord record) {
        StoredCodec<SpecificRecord> codec = codecOf(record);

        assertThat(codec.decode(codec.encode(record))).isEqualTo(record);
    }

    @Test
    void theBytesAreAvrosSingleObjectEncoding() throws IOException {
        FlowRecord flow = Samples.flowRecord();

        assertThat(ByteBuffer.wrap(FLOWS.encode(flow)))
                .isEqualTo(FlowRecord.getEncoder().encode(flow));
        assertThat(FLOWS.encode(flow)).startsWith(0xC3, 0x01);
    }

    @Test
    void theReleasedNeutralSchemaHasTheClassesFingerprint() throws IOException {
        TaskRecord task = Samples.taskRecord();
        List<Schema> released = ReleasedSchemas.of("TaskRecord");
        Schema newest = released.get(released.size() - 1);
        byte[] neutral = new BinaryMessageEncoder<TaskRecord>(SpecificData.getForClass(TaskRecord.class), newest)
                .encode(task)
                .array();

        assertThat(StoredCodec.of(TaskRecord.class).encode(task)).isEqualTo(neutral);
    }

    @Test
    void aRecordOfAnEarlierVersionIsRead() throws IOException {
        Schema older = new Schema.Parser()
                .parse(
                        """
                        {"type":"record","name":"TaskCounts","namespace":"dev.taskflow.v1","fields":[
                          {"name":"active","type":"int"},{"name":"gone","type":"string"}]}""");
        GenericRecord counts = new GenericData.Record(older);
        counts.put("active", 3);
        counts.put("gone", "x");
        byte[] stored = new BinaryMessageEncoder<GenericRecord>(GenericData.get(), older)
                .encode(counts)
                .array();

        TaskCounts read = StoredCodec.of(TaskCounts.class, List.of(older)).decode(stored);

        assertThat(read).isEqualTo(TaskCounts.newBuilder().setActive(3).build());
    }

    @Test
    void anUnknownVersionIsNamed() {
        byte[] bytes = FLOWS.encode(Samples.flowRecord());
        Arrays.fill(bytes, 2, 10, (byte) 0x5A);

        assertThatExceptionOfType(UnreadableRecordException.class)
                .isThrownBy(() -> FLOWS.decode(bytes))
                .withMessageContaining("FlowRecord")
                .withMessageContaining("5a5a5a5a5a5a5a5a");
    }

    @Test
    void anEarlierVersionThatCannotBeReadIsFoundAtOnce() {
        Schema other = NeutralSchema.of(TaskRecord.class);

        assertThatExceptionOfType(UnreadableRecordException.class)
                .isThrownBy(() -> StoredCodec.of(FlowRecord.class, List.of(other)))
                .withMessageContaining("dev.taskflow.v1.TaskRecord");
    }

    @Test
    void cutOffBytesAreUnreadable() {
        byte[] bytes = FLOWS.encode(Samples.flowRecord());

        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatExceptionOfType(UnreadableRecordException.class)
                    .as("first %d of %d bytes", length, bytes.length)
                    .isThrownBy(() -> FLOWS.decode(cut))
                    .withMessageContaining("stored FlowRecord");
        }
    }

    @Test
    void bytesAfterTheRecordAreRefused() {
        byte[] bytes = FLOWS.encode(Samples.flowRecord());

        assertThatExceptionOfType(UnreadableRecordException.class)
                .isThrownBy(() -> FLOWS.decode(Arrays.copyOf(bytes, bytes.length + 1)));
    }

    @Test
    void damagedBytesGiveARecordOrAnUnreadableRecordException() {
        StoredCodec<TaskRecord> tasks = StoredCodec.of(TaskRecord.class);
        byte[] bytes = tasks.encode(Samples.taskRecord());
        Random random = new Random(7);
        int refused = 0;

        for (int round = 0; round < 20_000; round++) {
            byte[] damaged = bytes.clone();
            damaged[random.nextInt(bytes.length)] = (byte) random.nextInt();
            try {
                tasks.decode(damaged);
            } catch (UnreadableRecordException e) {
                refused++;
            }
        }

        assertThat(refused).isPositive();
    }

    @Test
    void aRecordWithoutARequiredFieldIsNotStored() {
        assertThatExceptionOfType(SerializationException.class)
                .isThrownBy(() -> FLOWS.encode(new FlowRecord()))
                .withMessageContaining("FlowRecord");
    }

    @Test
    void severalThreadsMayShareACodec() {
        List<FlowRecord> flows = IntStream.range(0, 10_000)
                .mapToObj(i -> FlowRecord.newBuilder(Samples.flowRecord())
                        .setFlowId("f-" + i)
                        .build())
                .toList();

        assertThat(flows.parallelStream().map(FLOWS::encode).map(FLOWS::decode).toList())
                .isEqualTo(flows);
    }

    @SuppressWarnings("unchecked") // The codec of exactly the record's class.
    private static StoredCodec<SpecificRecord> codecOf(SpecificRecord record) {
        return StoredCodec.of((Class<SpecificRecord>) record.getClass());
    }
}
