package dev.taskflow.serde;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.taskflow.schema.CompatibilityLevel;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/** The REST interface of a Confluent-compatible schema registry. Asks anew every time. Thread-safe. */
final class HttpSchemaRegistryClient implements SchemaRegistryClient {
    private final RegistryTransport transport;

    HttpSchemaRegistryClient(RegistryTransport transport) {
        this.transport = transport;
    }

    @Override
    public int register(String subject, Schema schema) {
        return id(transport.request("POST", subjectPath(subject) + "/versions", document(schema)));
    }

    @Override
    public OptionalInt lookup(String subject, Schema schema) {
        return unless404(() -> id(transport.request("POST", subjectPath(subject), document(schema))))
                .map(OptionalInt::of)
                .orElse(OptionalInt.empty());
    }

    @Override
    public Schema byId(int id) {
        JsonNode found = unless404(() -> transport.request("GET", "/schemas/ids/" + id, null))
                .orElseThrow(() -> new UnknownSchemaException(id, "The schema registry knows no schema with id " + id));
        try {
            return parse(found);
        } catch (AvroRuntimeException e) {
            throw new UnknownSchemaException(
                    id, "The schema with id " + id + " is not one that Avro can use: " + e.getMessage());
        }
    }

    @Override
    public Optional<RegisteredSchema> latest(String subject) {
        return unless404(() -> transport.request("GET", subjectPath(subject) + "/versions/latest", null))
                .map(found -> registered(subject, found));
    }

    private RegisteredSchema registered(String subject, JsonNode found) {
        try {
            return new RegisteredSchema(subject, found.path("version").asInt(), id(found), parse(found));
        } catch (AvroRuntimeException e) {
            throw new RegistryRefusedException(
                    "The latest version of " + subject + " is not a schema that Avro can use: " + e.getMessage(),
                    200,
                    0);
        }
    }

    @Override
    public List<String> incompatibilities(String subject, Schema schema) {
        Optional<JsonNode> verdict = unless404(() -> judge(subject, schema));
        if (verdict.isEmpty() || verdict.get().path("is_compatible").asBoolean()) {
            return List.of();
        }
        List<String> reasons = new ArrayList<>();
        verdict.get().path("messages").forEach(message -> reasons.add(message.asText()));
        return reasons.isEmpty() ? List.of("incompatible with the versions of " + subject) : List.copyOf(reasons);
    }

    private JsonNode judge(String subject, Schema schema) {
        String path = "/compatibility" + subjectPath(subject) + "/versions";
        try {
            return transport.request("POST", path + "?verbose=true", document(schema));
        } catch (RegistryRefusedException e) {
            // Redpanda judges against one version only.
            if (e.status() == 405 || (e.status() == 404 && !isRegistrys404(e))) {
                return transport.request("POST", path + "/latest?verbose=true", document(schema));
            }
            throw e;
        }
    }

    @Override
    public Optional<CompatibilityLevel> compatibilityLevel(String subject) {
        return unless404(() -> transport.request("GET", "/config/" + encode(subject), null))
                .map(found -> CompatibilityLevel.valueOf(
                        found.path("compatibilityLevel").asText()));
    }

    @Override
    public void setCompatibilityLevel(String subject, CompatibilityLevel level) {
        ObjectNode body = RegistryTransport.JSON.createObjectNode().put("compatibility", level.name());
        transport.request("PUT", "/config/" + encode(subject), body);
    }

    private static <T> Optional<T> unless404(Supplier<T> request) {
        try {
            return Optional.of(request.get());
        } catch (RegistryRefusedException e) {
            if (isRegistrys404(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** With a code such as 40403; a bare 404 comes from something that does not know the path. */
    private static boolean isRegistrys404(RegistryRefusedException e) {
        return e.status() == 404 && e.errorCode() / 100 == 404;
    }

    private Schema parse(JsonNode found) {
        String type = found.path("schemaType").asText("AVRO");
        if (!type.equals("AVRO")) {
            throw new AvroRuntimeException("it is of type " + type);
        }
        Schema.Parser parser = new Schema.Parser();
        addReferences(parser, found, new HashSet<>());
        return parser.parse(found.path("schema").asText());
    }

    private void addReferences(Schema.Parser parser, JsonNode found, Set<String> seen) {
        for (JsonNode reference : found.path("references")) {
            String name = reference.path("name").asText();
            if (seen.add(name)) {
                String path = subjectPath(reference.path("subject").asText()) + "/versions/"
                        + reference.path("version").asInt();
                JsonNode referenced = transport.request("GET", path, null);
                addReferences(parser, referenced, seen);
                parser.parse(referenced.path("schema").asText());
            }
        }
    }

    private static ObjectNode document(Schema schema) {
        return RegistryTransport.JSON.createObjectNode().put("schema", schema.toString());
    }

    private static int id(JsonNode answer) {
        JsonNode id = answer.path("id");
        if (!id.canConvertToInt()) {
            throw new RegistryRefusedException(
                    "The schema registry's answer holds no id. Is there a schema registry at this URL?", 200, 0);
        }
        return id.asInt();
    }

    private static String subjectPath(String subject) {
        return "/subjects/" + encode(subject);
    }

    private static String encode(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
