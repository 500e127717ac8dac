package dev.taskflow.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.v1.FlowCommand;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.junit.jupiter.api.Test;

class NeutralSchemaTest {
    @Test
    void holdsNothingOfJavaAndHasTheSameBinaryForm() {
        Schema neutral = NeutralSchema.of(FlowCommand.class);

        assertThat(FlowCommand.getClassSchema().toString()).contains("avro.java.string");
        assertThat(neutral.toString()).doesNotContain("avro.java.string");
        assertThat(SchemaNormalization.toParsingForm(neutral))
                .isEqualTo(SchemaNormalization.toParsingForm(FlowCommand.getClassSchema()));
    }

    @Test
    void keepsDocsDefaultsLogicalTypesAndOtherProperties() {
        String text =
                """
                {"type":"record","name":"R","namespace":"n","doc":"about","fields":[\
                {"name":"a","type":{"type":"string","logicalType":"uuid"},"doc":"d"},\
                {"name":"b","type":{"type":"map","values":"string"},"default":{}},\
                {"name":"c","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null,"x":"y"}]}""";
        Schema schema = new Schema.Parser().parse(text);
        Schema withJava = new Schema.Parser()
                .parse(text.replace("\"type\":\"string\"", "\"type\":\"string\",\"avro.java.string\":\"String\"")
                        .replace(
                                "\"values\":\"string\"",
                                "\"values\":{\"type\":\"string\",\"avro.java.string\":\"String\"}"));

        assertThat(NeutralSchema.of(withJava).toString()).isEqualTo(schema.toString());
        assertThat(NeutralSchema.of(schema).toString()).isEqualTo(schema.toString());
    }
}
