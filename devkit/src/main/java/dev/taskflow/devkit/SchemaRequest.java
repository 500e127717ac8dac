package dev.taskflow.devkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the body with which clients send a schema. {@code normalize} needs no reading: schemas are always kept in Avro's own
 * text form, whatever their white space was.
 */
final class SchemaRequest {
    private static final int LATEST = -1;

    private SchemaRequest() {}

    static SchemaText read(Call call, SchemaStore store) {
        JsonNode body = call.requireBody();
        JsonNode type = body.path("schemaType");
        if (!type.isMissingNode() && !type.isNull() && !type.asText().equals("AVRO")) {
            throw RegistryException.invalidSchema(
                    "this development registry keeps schemas of type AVRO only, not " + type.asText());
        }
        JsonNode schema = body.path("schema");
        if (!schema.isTextual() || schema.asText().isBlank()) {
            throw RegistryException.invalidSchema("the field \"schema\" must be a text with an Avro schema in it");
        }
        return new SchemaText(schema.asText(), references(body.path("references"), store));
    }

    private static List<SchemaReference> references(JsonNode sent, SchemaStore store) {
        if (sent.isMissingNode() || sent.isNull()) {
            return List.of();
        }
        if (!sent.isArray()) {
            throw malformed();
        }
        List<SchemaReference> references = new ArrayList<>();
        for (JsonNode reference : sent) {
            references.add(reference(reference, store));
        }
        return references;
    }

    private static SchemaReference reference(JsonNode sent, SchemaStore store) {
        JsonNode name = sent.path("name");
        JsonNode subject = sent.path("subject");
        JsonNode version = sent.path("version");
        if (!name.isTextual() || !subject.isTextual() || !version.canConvertToInt() || !version.isIntegralNumber()) {
            throw malformed();
        }
        int number = version.asInt();
        if (number == LATEST) {
            // Kept as the number that it stands for now: a stored schema must not change its meaning later.
            number = store.requireVersion(subject.asText(), VersionNumber.of("latest"), false)
                    .version();
        }
        return new SchemaReference(name.asText(), subject.asText(), number);
    }

    private static RegistryException malformed() {
        return RegistryException.invalidSchema(
                "the field \"references\" must be an array of objects with name, subject and a version number");
    }
}
