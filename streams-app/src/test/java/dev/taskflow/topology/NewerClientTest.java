package dev.taskflow.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.serde.SchemaRegistryClient;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.NotifyPolicy;
import dev.taskflow.v1.RejectionCode;
import dev.taskflow.v1.TaskCompleted;
import dev.taskflow.v1.TaskEvent;
import dev.taskflow.v1.TaskOutcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/**
 * Records of a client that is newer than the processor: fields and enum symbols that it does not know (contract, section 3).
 * Written by plain Avro with that client's schema, by no class of ours.
 */
class NewerClientTest extends RuleTest {

    @Test
    void aFieldThatIsNotKnownYetIsLeftOut() throws Exception {
        Schema newer = withField(FlowCommand.getClassSchema(), "\"priority\",\"type\":\"int\",\"default\":0");

        Seen seen = send(newer, CommandKind.CREATE_FLOW.to(flow).build(), record -> record.put("priority", 7));

        assertSent(seen, "1 r1 FLOW_CREATED QUEUED", "answer ACCEPTED r1 QUEUED");
    }

    @Test
    void aPayloadThatIsNotKnownYetIsInvalid() throws Exception {
        flow.create();
        Schema newer = withField(
                FlowCommand.getClassSchema(),
                "\"pause\",\"type\":[\"null\",{\"type\":\"record\",\"name\":\"Pause\",\"fields\":[]}],\"default\":null");
        Schema pause = newer.getField("pause").schema().getTypes().get(1);
        Map<String, String> before = taskflow.storedRows();

        Seen seen = send(newer, flow.command().build(), record -> record.put("pause", new GenericData.Record(pause)));

        assertThat(seen.rejection(RejectionCode.INVALID).getMessage().orElseThrow())
                .contains("must have exactly one of createFlow");
        assertThat(taskflow.storedRows()).isEqualTo(before);
    }

    @Test
    void aReportThatIsNotKnownYetIsADeadLetter() throws Exception {
        flow.create("a");
        Schema newer = withField(
                TaskEvent.getClassSchema(),
                "\"paused\",\"type\":[\"null\",{\"type\":\"record\",\"name\":\"TaskPaused\",\"fields\":[]}],\"default\":null");
        Schema paused = newer.getField("paused").schema().getTypes().get(1);
        Map<String, String> before = taskflow.storedRows();

        Seen seen =
                send(newer, flow.reportOf("a").build(), record -> record.put("paused", new GenericData.Record(paused)));

        assertSent(seen, "dead letter");
        assertThat(taskflow.storedRows()).isEqualTo(before);
    }

    @Test
    void aStatusThatIsNotKnownYetIsInvalid() throws Exception {
        Schema newer = withSymbol(FlowCommand.getClassSchema(), "LOST");

        Seen seen = send(
                newer,
                CommandKind.CREATE_FLOW.to(flow).build(),
                record -> putSymbol((GenericRecord) record.get("createFlow"), "initialStatus"));

        assertThat(seen.rejection(RejectionCode.INVALID).getMessage().orElseThrow())
                .contains("createFlow.initialStatus must be QUEUED or RUNNING, but is UNSPECIFIED");
        assertThat(taskflow.storedRows()).isEmpty();
    }

    @Test
    void anOutcomeThatIsNotKnownYetIsADeadLetter() throws Exception {
        flow.create("a");
        Schema newer = withSymbol(TaskEvent.getClassSchema(), "TIMED_OUT");
        TaskEvent completed = flow.reportOf("a")
                .setCompleted(TaskCompleted.newBuilder()
                        .setOutcome(TaskOutcome.SUCCEEDED)
                        .build())
                .build();
        Map<String, String> before = taskflow.storedRows();

        Seen seen = send(newer, completed, record -> putSymbol((GenericRecord) record.get("completed"), "outcome"));

        assertSent(seen, "dead letter");
        assertThat(taskflow.storedRows()).isEqualTo(before);
    }

    @Test
    void aReplyModeThatIsNotKnownYetIsTheDefault() throws Exception {
        Schema newer = withSymbol(FlowCommand.getClassSchema(), "ALWAYS");

        Seen accepted = send(newer, CommandKind.CREATE_FLOW.to(flow).build(), record -> putSymbol(record, "reply"));
        Seen rejected = send(newer, CommandKind.CREATE_FLOW.to(flow).build(), record -> putSymbol(record, "reply"));

        assertSent(accepted, "1 r1 FLOW_CREATED QUEUED");
        assertSent(rejected, "answer REJECTED FLOW_ID_TAKEN r1 QUEUED");
    }

    @Test
    void aNotifyPolicyThatIsNotKnownYetIsTheDefault() throws Exception {
        Schema newer = withSymbol(FlowCommand.getClassSchema(), "SILENT");

        Seen seen = send(
                newer,
                CommandKind.CREATE_FLOW.to(flow).build(),
                record -> putSymbol((GenericRecord) record.get("createFlow"), "notifyPolicy"));

        seen.acceptance();
        assertThat(stored().notifyPolicy()).isEqualTo(NotifyPolicy.DONE_ONLY);
    }

    /** The record as a newer client would write it: with its schema, and changed by it. */
    private Seen send(Schema newer, SpecificRecord known, Consumer<GenericRecord> changes) throws IOException {
        GenericRecord record = as(newer, known);
        changes.accept(record);
        boolean isCommand = known instanceof FlowCommand;
        String topic = (isCommand
                        ? taskflow.topics().flowCommands()
                        : taskflow.topics().taskEvents())
                .name();
        int id = SchemaRegistryClient.of(taskflow.serdeConfig()).register(topic + "-value", newer);
        byte[] avro = encoded(new GenericDatumWriter<>(newer), record);
        byte[] framed = ByteBuffer.allocate(5 + avro.length)
                .put((byte) 0)
                .putInt(id)
                .put(avro)
                .array();
        return taskflow.sendRaw(topic, flow.id().getBytes(UTF_8), framed, new RecordHeaders());
    }

    private static GenericRecord as(Schema newer, SpecificRecord known) throws IOException {
        byte[] avro = encoded(new SpecificDatumWriter<>(known.getSchema()), known);
        return new GenericDatumReader<GenericRecord>(known.getSchema(), newer)
                .read(null, DecoderFactory.get().binaryDecoder(avro, null));
    }

    private static <T> byte[] encoded(GenericDatumWriter<T> writer, T record) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        writer.write(record, encoder);
        encoder.flush();
        return bytes.toByteArray();
    }

    /** The schema with one more field, given as the JSON that follows its {@code "name":}. */
    private static Schema withField(Schema schema, String field) {
        String json = schema.toString();
        int end = json.lastIndexOf("]}");
        return new Schema.Parser().parse(json.substring(0, end) + ",{\"name\":" + field + "}]}");
    }

    /** The schema with the symbol {@code LATER} behind another one. */
    private static Schema withSymbol(Schema schema, String after) {
        String json = schema.toString();
        String symbol = "\"" + after + "\"";
        int at = json.indexOf(symbol, json.indexOf("\"symbols\"")) + symbol.length();
        return new Schema.Parser().parse(json.substring(0, at) + ",\"LATER\"" + json.substring(at));
    }

    private static void putSymbol(GenericRecord record, String field) {
        Schema type = record.getSchema().getField(field).schema();
        record.put(field, new GenericData.EnumSymbol(type, "LATER"));
    }
}
