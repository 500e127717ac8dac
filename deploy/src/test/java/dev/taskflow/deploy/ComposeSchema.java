package dev.taskflow.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The schema of the Compose Specification, of which compose-spec.json is a copy. */
final class ComposeSchema {
    private static final String TEXT = text();

    private ComposeSchema() {}

    /** What is wrong with a compose file, in words. */
    static List<String> faults(JsonNode file) {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2019_09)
                .getSchema(TEXT, InputFormat.JSON)
                .validate(file.toString(), InputFormat.JSON)
                .stream()
                .map(Error::toString)
                .toList();
    }

    private static String text() {
        try (var schema = ComposeSchema.class.getResourceAsStream("/compose-spec.json")) {
            if (schema == null) {
                throw new IllegalStateException("compose-spec.json is not on the class path");
            }
            return new String(schema.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }
}
