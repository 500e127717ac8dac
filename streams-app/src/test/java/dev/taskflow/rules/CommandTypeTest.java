package dev.taskflow.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.RequestCancel;
import dev.taskflow.v1.Resume;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/** The table of commands has all that the envelope has. */
class CommandTypeTest {

    @Test
    void everyPayloadOfTheEnvelopeIsInTheTable() {
        Map<String, String> ofEnvelope = new TreeMap<>();
        for (Schema.Field field : FlowCommand.getClassSchema().getFields()) {
            if (field.schema().isUnion()) {
                field.schema().getTypes().stream()
                        .filter(type -> type.getType() == Schema.Type.RECORD)
                        .forEach(type -> ofEnvelope.put(field.name(), type.getName()));
            }
        }

        Map<String, String> ofTable = new TreeMap<>();
        CommandType.known().forEach(type -> ofTable.put(type.field(), type.tag()));

        assertThat(ofTable).isEqualTo(ofEnvelope).hasSize(9);
    }

    @Test
    void aCommandIsFoundByItsPayload() {
        FlowCommand.Builder none = Fixtures.command("c");
        FlowCommand.Builder cancel = Fixtures.command("c")
                .setRequestCancel(RequestCancel.newBuilder().build());
        FlowCommand two = FlowCommand.newBuilder(cancel)
                .setResume(Resume.newBuilder().build())
                .build();

        assertThat(List.of(CommandType.of(none.build()), CommandType.onlyOneOf(none.build())))
                .containsOnly(CommandType.UNKNOWN);
        assertThat(List.of(CommandType.of(cancel.build()), CommandType.onlyOneOf(cancel.build())))
                .containsOnly(CommandType.REQUEST_CANCEL);
        assertThat(CommandType.of(two)).isEqualTo(CommandType.RESUME);
        assertThat(CommandType.onlyOneOf(two)).isEqualTo(CommandType.UNKNOWN);
    }
}
