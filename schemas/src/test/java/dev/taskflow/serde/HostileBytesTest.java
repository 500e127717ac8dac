package dev.taskflow.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskflow.schema.NeutralSchema;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.FlowSettled;
import dev.taskflow.v1.TaskEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** X1: whatever the bytes are, the deserializer says so and nothing else happens. */
class HostileBytesTest {
    private static final String TOPIC = "t";

    private final SchemaRegistryClient registry =
            SchemaRegistryClient.of(Map.of("schema.registry.url", "mock://" + UUID.randomUUID()));
    private final AvroSerializer<SpecificRecord> serializer = new AvroSerializer<>(registry);
    private final AvroDeserializer<FlowCommand> commands = new AvroDeserializer<>(FlowCommand.class, registry);

    HostileBytesTest() {
        serializer.configure(Map.of("value.subject.name.strategy", "RecordNameStrategy"), false);
        commands.configure(Map.of(), false);
    }

    static List<SpecificRecord> records() {
        return Samples.all();
    }

    @ParameterizedTest
    @MethodSource("records")
    void aRecordCutOffAnywhereIsUnreadable(SpecificRecord record) {
        byte[] bytes = serializer.serialize(TOPIC, record);
        AvroDeserializer<SpecificRecord> deserializer = deserializerForAny();

        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatExceptionOfType(UnreadableRecordException.class)
                    .as("first %d of %d bytes", length, bytes.length)
                    .isThrownBy(() -> deserializer.deserialize(TOPIC, cut))
                    .withMessageContaining("topic t");
        }
    }

    @ParameterizedTest
    @MethodSource("records")
    void randomDamageGivesARecordOrASerializationException(SpecificRecord record) {
        byte[] bytes = serializer.serialize(TOPIC, record);
        AvroDeserializer<SpecificRecord> deserializer = deserializerForAny();
        Random random = new Random(42);
        int refused = 0;

        for (int round = 0; round < 5_000; round++) {
            byte[] damaged = bytes.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                damaged[WireFormat.PREFIX_LENGTH + random.nextInt(bytes.length - WireFormat.PREFIX_LENGTH)] =
                        (byte) random.nextInt();
            }
            try {
                deserializer.deserialize(TOPIC, damaged);
            } catch (SerializationException e) {
                refused++;
            }
        }

        assertThat(refused).isPositive();
    }

    @Test
    void bytesAfterTheRecordAreRefused() {
        byte[] bytes = serializer.serialize(TOPIC, Samples.flowCommand());
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);

        assertThatExceptionOfType(UnreadableRecordException.class)
                .isThrownBy(() -> commands.deserialize(TOPIC, longer))
                .withMessageContaining("bytes left");
    }

    @ParameterizedTest
    @ValueSource(longs = {Integer.MAX_VALUE - 8L, Integer.MAX_VALUE, Long.MAX_VALUE, -1, Long.MIN_VALUE, 1_000_000_000})
    void aLengthThatTheRecordDoesNotHoldTakesNoMemory(long length) throws IOException {
        for (int field = 0; field < 4; field++) {
            byte[] record = commandThatClaims(field, length);

            assertThatThrownBy(() -> commands.deserialize(TOPIC, record))
                    .as("length %d in field %d", length, field)
                    .isInstanceOf(UnreadableRecordException.class);
        }
    }

    @Test
    void nestingDeeperThanTheStackIsUnreadable() {
        Schema recursive = new Schema.Parser()
                .parse(
                        """
                        {"type":"record","name":"FlowCommand","namespace":"dev.taskflow.v1","fields":[
                          {"name":"nested","type":["null","FlowCommand"]}]}""");
        Schema writer = new Schema.Parser()
                .parse(NeutralSchema.of(FlowCommand.class)
                        .toString()
                        .replaceFirst(
                                "\"fields\":\\[",
                                "\"fields\":[{\"name\":\"deep\",\"type\":"
                                        + recursive.toString().replace("FlowCommand", "Deep") + "},"));
        byte[] bytes = new byte[1_000_000];
        Arrays.fill(bytes, (byte) 2); // Branch 1 of the union, a million times.
        byte[] record = ByteBuffer.wrap(bytes)
                .put((byte) 0)
                .putInt(registry.register(TOPIC, writer))
                .array();

        assertThatExceptionOfType(UnreadableRecordException.class)
                .isThrownBy(() -> commands.deserialize(TOPIC, record))
                .withCauseInstanceOf(StackOverflowError.class);
    }

    @Test
    void anUnknownSchemaIdIsNamedWithItsTopic() {
        assertThatExceptionOfType(UnknownSchemaException.class)
                .isThrownBy(() -> commands.deserialize(TOPIC, new byte[] {0, 0, 0, 0x12, 0x67, 1, 2}))
                .withMessageContaining("4711")
                .withMessageContaining("topic t");
    }

    @Test
    void anotherMagicByteIsRefusedWithWhatIsExpected() {
        assertThatExceptionOfType(UnreadableRecordException.class)
                .isThrownBy(() -> commands.deserialize(TOPIC, "{\"json\":true}".getBytes(StandardCharsets.UTF_8)))
                .withMessageContaining("Confluent wire format");
    }

    @Test
    void aRecordOfAnotherTypeIsRefused() {
        byte[] other = serializer.serialize(TOPIC, Samples.flowSettled());

        assertThatExceptionOfType(UnreadableRecordException.class)
                .isThrownBy(() -> commands.deserialize(TOPIC, other))
                .withMessageContaining("it is a dev.taskflow.v1.FlowSettled, not a dev.taskflow.v1.FlowCommand");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"string\"",
                "{\"type\":\"array\",\"items\":\"int\"}",
                "{\"type\":\"record\",\"name\":\"ProcessBuilder\",\"namespace\":\"java.lang\",\"fields\":[]}",
                "{\"type\":\"record\",\"name\":\"NoSuchRecord\",\"namespace\":\"dev.taskflow.v1\",\"fields\":[]}",
                "{\"type\":\"enum\",\"name\":\"SyncMode\",\"namespace\":\"dev.taskflow.v1\",\"symbols\":[\"A\"]}"
            })
    void aSchemaThatIsNoneOfOurRecordsIsRefused(String schema) {
        int id = registry.register("foreign", new Schema.Parser().parse(schema));
        byte[] record = ByteBuffer.allocate(8).put((byte) 0).putInt(id).array();

        assertThatExceptionOfType(UnreadableRecordException.class)
                .isThrownBy(() -> deserializerForAny().deserialize(TOPIC, record));
        assertThatExceptionOfType(UnreadableRecordException.class)
                .isThrownBy(() -> commands.deserialize(TOPIC, record));
    }

    @Test
    void aSchemaOfOurNameThatCannotBeReadAsOursIsRefused() {
        int id = registry.register(
                "foreign",
                new Schema.Parser()
                        .parse(
                                """
                                {"type":"record","name":"TaskEvent","namespace":"dev.taskflow.v1","fields":[
                                  {"name":"flowId","type":"int"}]}"""));
        byte[] record = ByteBuffer.allocate(6).put((byte) 0).putInt(id).array();
        AvroDeserializer<TaskEvent> deserializer = new AvroDeserializer<>(TaskEvent.class, registry);
        deserializer.configure(Map.of(), false);

        assertThatExceptionOfType(UnreadableRecordException.class)
                .isThrownBy(() -> deserializer.deserialize(TOPIC, record));
    }

    @Test
    void aRegistryThatIsDownSaysNothingAboutTheRecord() {
        try (RegistryEndpoint endpoint = new RegistryEndpoint();
                AvroSerde<FlowSettled> serde = new AvroSerde<>(FlowSettled.class)) {
            serde.configure(Map.of("schema.registry.url", endpoint.url(), "max.retries", 0), false);
            byte[] bytes = serde.serializer().serialize(TOPIC, Samples.flowSettled());
            endpoint.answerNext(503, "");
            endpoint.answerNext(401, "");

            assertThatThrownBy(() -> serde.deserializer().deserialize(TOPIC, bytes))
                    .isInstanceOf(RegistryUnavailableException.class)
                    .isNotInstanceOf(SerializationException.class);
            assertThatThrownBy(() -> serde.deserializer().deserialize(TOPIC, bytes))
                    .isInstanceOf(RegistryRefusedException.class)
                    .isNotInstanceOf(SerializationException.class);
            assertThat(serde.deserializer().deserialize(TOPIC, bytes)).isEqualTo(Samples.flowSettled());
        }
    }

    /** A command whose text, bytes, array or map says that it is this long, and ends there. */
    private byte[] commandThatClaims(int field, long length) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(0);
        out.write(ByteBuffer.allocate(4)
                .putInt(registry.register("claims", NeutralSchema.of(FlowCommand.class)))
                .array());
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        if (field > 0) {
            for (String text : List.of("c", "f", "o")) {
                encoder.writeString(text);
            }
            encoder.writeLong(1); // issuedAt
            encoder.writeIndex(0); // expectedRevision
            encoder.writeEnum(0); // reply
            encoder.writeIndex(0); // createFlow
            encoder.writeIndex(1); // spawnTasks
            if (field > 1) {
                encoder.writeLong(1); // One task...
                encoder.writeString("r");
                encoder.writeString("python");
                encoder.writeIndex(0); // label
                encoder.writeIndex(0); // parentRunId
                if (field > 2) {
                    encoder.writeBytes(new byte[0]); // input
                    encoder.writeString("application/json");
                }
            }
        }
        encoder.writeLong(length);
        encoder.flush();
        return out.toByteArray();
    }

    private AvroDeserializer<SpecificRecord> deserializerForAny() {
        AvroDeserializer<SpecificRecord> deserializer = new AvroDeserializer<>(registry);
        deserializer.configure(Map.of(), false);
        return deserializer;
    }
}
