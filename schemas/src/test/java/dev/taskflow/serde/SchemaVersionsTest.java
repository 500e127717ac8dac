package dev.taskflow.serde;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.schema.NeutralSchema;
import dev.taskflow.v1.FlowEvent;
import dev.taskflow.v1.FlowEventType;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

/** That readers get on with records of older and newer versions. */
class SchemaVersionsTest {
    private static final Schema CURRENT = NeutralSchema.of(FlowEvent.class);

    private final SchemaRegistryClient registry =
            SchemaRegistryClient.of(Map.of("schema.registry.url", "mock://" + UUID.randomUUID()));

    @Test
    void anEventTypeOfANewerVersionIsUnspecified() throws IOException {
        Schema newer = parse(CURRENT.toString().replace("\"UNSPECIFIED\"],", "\"FLOW_PAUSED\",\"UNSPECIFIED\"],"));
        assertThat(newer).isNotEqualTo(CURRENT);

        assertThat(read(newer, event(newer, "FLOW_PAUSED")).getType()).isEqualTo(FlowEventType.UNSPECIFIED);
    }

    @Test
    void aFieldOfANewerVersionIsPassedOver() throws IOException {
        Schema newer = parse(CURRENT.toString()
                .replaceFirst(
                        "\"fields\":\\[",
                        "\"fields\":[{\"name\":\"extra\",\"type\":[\"null\",\"string\"],\"default\":null},"));
        GenericRecord event = event(newer, "FLOW_CREATED");
        event.put("extra", "something new");

        assertThat(read(newer, event).getFlowId()).isEqualTo("f-1");
    }

    @Test
    void aFieldThatAnOlderVersionDidNotHaveIsItsDefault() throws IOException {
        Schema older = parse(CURRENT.toString().replaceFirst("\\{\"name\":\"causedBy\".*?\"default\":null\\},", ""));
        assertThat(older.getField("causedBy")).isNull();

        assertThat(read(older, event(older, "FLOW_CREATED")).getCausedBy()).isEmpty();
    }

    private FlowEvent read(Schema writer, GenericRecord event) throws IOException {
        int id = registry.register("t-value", writer);
        try (AvroDeserializer<FlowEvent> deserializer = new AvroDeserializer<>(FlowEvent.class, registry)) {
            deserializer.configure(Map.of(), false);
            return deserializer.deserialize("t", AvroSerdeTest.framed(id, writer, event));
        }
    }

    private static GenericRecord event(Schema schema, String type) {
        GenericRecord event = new GenericData.Record(schema);
        event.put("eventId", "e-1");
        event.put("flowId", "f-1");
        event.put("ownerKey", "o");
        event.put("sequence", 1L);
        event.put("revision", 1L);
        event.put("occurredAt", 1L);
        event.put("type", new GenericData.EnumSymbol(schema.getField("type").schema(), type));
        return event;
    }

    private static Schema parse(String text) {
        return new Schema.Parser().parse(text);
    }
}
