package dev.taskflow.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.taskflow.schema.NeutralSchema;
import dev.taskflow.v1.CreateFlow;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.FlowSettled;
import dev.taskflow.v1.TaskEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class AvroSerdeTest {
    private static final String TOPIC = "t";

    private final String url = "mock://" + UUID.randomUUID();
    private final SchemaRegistryClient registry = SchemaRegistryClient.of(Map.of("schema.registry.url", url));

    static List<SpecificRecord> records() {
        return Samples.all();
    }

    @ParameterizedTest
    @MethodSource("records")
    void whatIsWrittenIsReadBack(SpecificRecord record) {
        byte[] bytes = serializer(Map.of()).serialize(TOPIC, record);

        try (AvroDeserializer<SpecificRecord> deserializer = new AvroDeserializer<>()) {
            deserializer.configure(Map.of("schema.registry.url", url), false);
            assertThat(deserializer.deserialize(TOPIC, bytes)).isEqualTo(record);
        }
    }

    @Test
    void aRecordIsAZeroByteTheSchemaIdAndAvroBinary() throws IOException {
        registry.register("other", NeutralSchema.of(TaskEvent.class));
        byte[] bytes = serializer(Map.of()).serialize(TOPIC, Samples.flowSettled());

        assertThat(ByteBuffer.wrap(bytes).get()).isZero();
        int id = ByteBuffer.wrap(bytes).getInt(1);
        assertThat(id).isEqualTo(2);
        GenericRecord generic = new GenericDatumReader<GenericRecord>(registry.byId(id))
                .read(null, DecoderFactory.get().binaryDecoder(bytes, 5, bytes.length - 5, null));
        assertThat(generic.get("flowId")).hasToString("f-1");
        assertThat(generic.get("settledAt"))
                .isEqualTo(Samples.NOW.plusMillis(10).toEpochMilli());
    }

    @Test
    void bytesOfAnotherLanguageAreRead() throws IOException {
        Schema schema = NeutralSchema.of(FlowCommand.class);
        GenericRecord cancel = new GenericData.Record(
                schema.getField("requestCancel").schema().getTypes().get(1));
        cancel.put("reason", "why not");
        GenericRecord command = new GenericData.Record(schema);
        command.put("commandId", "c");
        command.put("flowId", "f");
        command.put("ownerKey", "o");
        command.put("issuedAt", 1L);
        command.put("reply", new GenericData.EnumSymbol(schema.getField("reply").schema(), "NONE"));
        command.put("requestCancel", cancel);
        int id = registry.register(TOPIC + "-value", schema);

        FlowCommand read = deserializer(FlowCommand.class).deserialize(TOPIC, framed(id, schema, command));

        assertThat(read.getRequestCancel().orElseThrow().getReason()).contains("why not");
        assertThat(read.getCreateFlow()).isEmpty();
        assertThat(read.getIssuedAt().toEpochMilli()).isEqualTo(1);
    }

    @Test
    void nullIsATombstoneBothWays() {
        assertThat(serializer(Map.of()).serialize(TOPIC, null)).isNull();
        assertThat(deserializer(FlowSettled.class).deserialize(TOPIC, null)).isNull();
    }

    @Test
    void aRecordWithoutARequiredFieldIsNotWritten() {
        FlowSettled incomplete = new FlowSettled();

        assertThatExceptionOfType(SerializationException.class)
                .isThrownBy(() -> serializer(Map.of()).serialize(TOPIC, incomplete))
                .withMessageContaining("FlowSettled")
                .withMessageContaining("flowId");
    }

    @Test
    void theSerializerIsUsableAfterARecordThatCouldNotBeWritten() {
        AvroSerializer<SpecificRecord> serializer = serializer(Map.of());
        byte[] before = serializer.serialize(TOPIC, Samples.flowSettled());
        assertThatExceptionOfType(SerializationException.class)
                .isThrownBy(() -> serializer.serialize(TOPIC, new FlowSettled()));

        assertThat(serializer.serialize(TOPIC, Samples.flowSettled())).isEqualTo(before);
    }

    @Test
    void aRecordOfManyMegabytesIsWrittenAndRead() {
        FlowCommand large = FlowCommand.newBuilder(Samples.flowCommand())
                .setCreateFlow(CreateFlow.newBuilder()
                        .setGoal("g")
                        .setStateJson("x".repeat(5_000_000))
                        .build())
                .build();

        byte[] bytes = serializer(Map.of()).serialize(TOPIC, large);

        assertThat(deserializer(FlowCommand.class).deserialize(TOPIC, bytes)).isEqualTo(large);
    }

    @ParameterizedTest
    @CsvSource({
        "io.confluent.kafka.serializers.subject.TopicNameStrategy, t-value",
        "RecordNameStrategy, dev.taskflow.v1.FlowSettled",
        "io.confluent.kafka.serializers.subject.TopicRecordNameStrategy, t-dev.taskflow.v1.FlowSettled"
    })
    void theSubjectFollowsTheNamingStrategy(String strategy, String subject) {
        serializer(Map.of("value.subject.name.strategy", strategy)).serialize(TOPIC, Samples.flowSettled());

        assertThat(registry.latest(subject)).isPresent();
    }

    @Test
    void aKeysSubjectEndsInKey() {
        try (AvroSerializer<SpecificRecord> serializer = new AvroSerializer<>(registry)) {
            serializer.configure(Map.of(), true);
            serializer.serialize(TOPIC, Samples.flowSettled());
        }

        assertThat(registry.latest("t-key")).isPresent();
    }

    @Test
    void theRegistryGetsTheNeutralSchemaUnlessToldOtherwise() {
        serializer(Map.of()).serialize("neutral", Samples.flowSettled());
        serializer(Map.of("avro.remove.java.properties", false)).serialize("java", Samples.flowSettled());

        assertThat(latestText("neutral-value")).doesNotContain("avro.java.string");
        assertThat(latestText("java-value")).contains("avro.java.string");
    }

    @Test
    void withoutAutoRegistrationAMissingSchemaIsSaidToBeMissing() {
        AvroSerializer<SpecificRecord> serializer = serializer(Map.of("auto.register.schemas", "false"));

        assertThatExceptionOfType(RegistryRefusedException.class)
                .isThrownBy(() -> serializer.serialize(TOPIC, Samples.flowSettled()))
                .withMessageContaining("t-value")
                .withMessageContaining("taskflow topics apply");
        assertThat(registry.latest("t-value")).isEmpty();
    }

    @Test
    void withoutAutoRegistrationTheNeutralAndTheJavaTextAreBothFound() {
        AvroSerializer<SpecificRecord> serializer = serializer(Map.of("auto.register.schemas", false));
        int neutral = registry.register("neutral-value", NeutralSchema.of(FlowSettled.class));
        int java = registry.register("java-value", FlowSettled.getClassSchema());

        assertThat(idIn(serializer.serialize("neutral", Samples.flowSettled()))).isEqualTo(neutral);
        assertThat(idIn(serializer.serialize("java", Samples.flowSettled()))).isEqualTo(java);
    }

    @Test
    void useLatestVersionTakesAnotherTextOfTheSameFields() {
        Schema schema = NeutralSchema.of(FlowSettled.class);
        Schema otherDoc = new Schema.Parser().parse(schema.toString().replace("The flow.", "A flow."));
        int id = registry.register("t-value", otherDoc);

        byte[] bytes = serializer(Map.of("auto.register.schemas", false, "use.latest.version", true))
                .serialize(TOPIC, Samples.flowSettled());

        assertThat(idIn(bytes)).isEqualTo(id);
    }

    @Test
    void useLatestVersionRefusesOtherFieldsAndAnEmptySubject() {
        AvroSerializer<SpecificRecord> serializer =
                serializer(Map.of("auto.register.schemas", false, "use.latest.version", true));
        registry.register("other-value", NeutralSchema.of(TaskEvent.class));

        assertThatExceptionOfType(RegistryRefusedException.class)
                .isThrownBy(() -> serializer.serialize("other", Samples.flowSettled()))
                .withMessageContaining("has other fields than the class dev.taskflow.v1.FlowSettled");
        assertThatExceptionOfType(RegistryRefusedException.class)
                .isThrownBy(() -> serializer.serialize("empty", Samples.flowSettled()))
                .withMessageContaining("does not exist");
    }

    @Test
    void theRegistryIsAskedOnceForATopicAndForAnId() {
        try (RegistryEndpoint endpoint = new RegistryEndpoint();
                AvroSerde<FlowSettled> serde = new AvroSerde<>(FlowSettled.class)) {
            serde.configure(Map.of("schema.registry.url", endpoint.url()), false);
            for (int i = 0; i < 3; i++) {
                byte[] bytes = serde.serializer().serialize(TOPIC, Samples.flowSettled());
                serde.deserializer().deserialize(TOPIC, bytes);
            }

            assertThat(endpoint.asked)
                    .extracting(RegistryEndpoint.Asked::path)
                    .containsExactly("/subjects/t-value/versions", "/schemas/ids/1");
        }
    }

    @Test
    void severalThreadsMayShareASerde() {
        try (AvroSerde<FlowCommand> serde = new AvroSerde<>(FlowCommand.class, registry)) {
            serde.configure(Map.of(), false);

            List<FlowCommand> read = IntStream.range(0, 20_000)
                    .parallel()
                    .mapToObj(i -> serde.serializer().serialize(TOPIC + i % 3, command(i)))
                    .map(bytes -> serde.deserializer().deserialize(TOPIC, bytes))
                    .toList();

            assertThat(read)
                    .isEqualTo(IntStream.range(0, 20_000)
                            .mapToObj(AvroSerdeTest::command)
                            .toList());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "schema.registry.url, ''",
        "schema.registry.url, localhost:8081",
        "schema.registry.url, 'mock://a,http://b:1'",
        "value.subject.name.strategy, MyStrategy",
        "auto.register.schemas, maybe",
        "max.retries, -1",
        "max.retries, many"
    })
    void aWrongConfigurationIsRefusedWithItsKey(String key, String value) {
        Map<String, String> config = new HashMap<>(Map.of("schema.registry.url", url));
        config.put(key, value);

        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> new AvroSerializer<>().configure(config, false))
                .withMessageContaining(key);
    }

    @Test
    void genericRecordsAreNotOnOffer() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> new AvroDeserializer<>(FlowSettled.class, registry)
                        .configure(Map.of("specific.avro.reader", "false"), false))
                .withMessageContaining("specific.avro.reader");
    }

    @Test
    void aPasswordInAMalformedUrlIsNotShown() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> SchemaRegistryClient.of(Map.of("schema.registry.url", "ftp://user:s3cret@host:1")))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("s3cret"));
    }

    static byte[] framed(int id, Schema schema, GenericRecord record) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
        encoder.flush();
        return bytes.toByteArray();
    }

    private static FlowCommand command(int i) {
        return FlowCommand.newBuilder(Samples.flowCommand())
                .setCommandId("c-" + "x".repeat(i % 700) + i)
                .build();
    }

    private static int idIn(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getInt(1);
    }

    private String latestText(String subject) {
        return registry.latest(subject).orElseThrow().schema().toString();
    }

    private AvroSerializer<SpecificRecord> serializer(Map<String, ?> config) {
        AvroSerializer<SpecificRecord> serializer = new AvroSerializer<>(registry);
        serializer.configure(config, false);
        return serializer;
    }

    private <T extends SpecificRecord> AvroDeserializer<T> deserializer(Class<T> type) {
        AvroDeserializer<T> deserializer = new AvroDeserializer<>(type, registry);
        deserializer.configure(Map.of(), false);
        return deserializer;
    }
}
