package dev.taskflow.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The OpenAPI document, read for tests. */
final class OpenApiDocument {
    private final JsonNode document = OpenApi.parsed(OpenApi.resource());

    record Operation(String method, String path, String id, JsonNode definition) {
        boolean isOpen() {
            return definition.path("security").isArray()
                    && definition.path("security").isEmpty();
        }
    }

    List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(method -> {
                    if (List.of("get", "post", "put", "delete", "patch").contains(method.getKey())) {
                        operations.add(new Operation(
                                method.getKey().toUpperCase(java.util.Locale.ROOT),
                                path.getKey(),
                                method.getValue().path("operationId").asText(),
                                method.getValue()));
                    }
                }));
        return operations;
    }

    JsonNode root() {
        return document;
    }

    JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
    }

    /** What is wrong with an answer; empty: nothing. */
    List<String> faults(Operation operation, Api.Reply reply) {
        JsonNode responses = operation.definition().path("responses");
        JsonNode response = resolved(
                responses.has(String.valueOf(reply.status()))
                        ? responses.get(String.valueOf(reply.status()))
                        : responses.path("default"));
        if (response.isMissingNode()) {
            return List.of(reply.status() + " is not described");
        }
        String type = reply.header("Content-Type").replaceAll(";.*", "");
        JsonNode media = response.path("content").path(type);
        if (media.isMissingNode()) {
            return List.of(reply.status() + " with " + type + " is not described");
        }
        return type.endsWith("json") ? faults(media.get("schema"), reply.body()) : List.of();
    }

    private List<String> faults(JsonNode schema, String json) {
        ObjectNode whole = new ObjectMapper().createObjectNode();
        whole.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        whole.set("components", document.get("components"));
        whole.setAll((ObjectNode) schema);
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(whole)
                .validate(json, InputFormat.JSON)
                .stream()
                .map(Object::toString)
                .toList();
    }

    Optional<Operation> operation(String method, String path) {
        return operations().stream()
                .filter(each -> each.method().equals(method) && each.path().equals(path))
                .findFirst();
    }
}
