package dev.taskflow.devkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The REST resources of Confluent's registry that Avro clients use, over a store. */
final class RegistryRoutes {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private static final String LABEL = "TaskFlow development schema registry, not for production";

    private final SchemaStore store;

    RegistryRoutes(SchemaStore store) {
        this.store = store;
    }

    List<Route> all() {
        return List.of(
                Route.of("GET", "/", call -> JSON.objectNode().put("registry", LABEL)),
                Route.of("GET", "/contexts", call -> JSON.arrayNode().add(".")),
                Route.of("GET", "/subjects", this::subjects),
                Route.of("POST", "/subjects/{subject}", this::lookUp),
                Route.of("DELETE", "/subjects/{subject}", this::deleteSubject),
                Route.of("GET", "/subjects/{subject}/versions", this::versions),
                Route.of("POST", "/subjects/{subject}/versions", this::register),
                Route.of("GET", "/subjects/{subject}/versions/{version}", call -> described(version(call))),
                Route.of("DELETE", "/subjects/{subject}/versions/{version}", this::deleteVersion),
                Route.of(
                        "GET",
                        "/subjects/{subject}/versions/{version}/schema",
                        call -> plain(version(call).schema())),
                Route.of("GET", "/subjects/{subject}/versions/{version}/referencedby", this::referencedBy),
                Route.of("GET", "/schemas/types", call -> JSON.arrayNode().add("AVRO")),
                Route.of("GET", "/schemas/ids/{id}", this::schema),
                Route.of("GET", "/schemas/ids/{id}/schema", call -> plain(store.requireSchema(call.id()))),
                Route.of("GET", "/schemas/ids/{id}/subjects", this::subjectsOf),
                Route.of("GET", "/schemas/ids/{id}/versions", this::versionsOf),
                Route.of("POST", "/compatibility/subjects/{subject}/versions", this::testAll),
                Route.of("POST", "/compatibility/subjects/{subject}/versions/{version}", this::testOne),
                Route.of("GET", "/config", call -> level(store.globalLevel())),
                Route.of("PUT", "/config", call -> putLevel(null, call)),
                Route.of("DELETE", "/config", this::deleteGlobalLevel),
                Route.of("GET", "/config/{subject}", this::subjectLevel),
                Route.of("PUT", "/config/{subject}", call -> putLevel(call.subject(), call)),
                Route.of("DELETE", "/config/{subject}", this::deleteSubjectLevel),
                Route.of("GET", "/mode", call -> readWrite()),
                Route.of("PUT", "/mode", this::putMode),
                Route.of("GET", "/mode/{subject}", this::subjectMode),
                Route.of("PUT", "/mode/{subject}", this::putMode));
    }

    private JsonNode subjects(Call call) {
        String prefix = call.query().getOrDefault("subjectPrefix", "");
        ArrayNode names = JSON.arrayNode();
        store.subjects(prefix, call.flag("deleted")).forEach(names::add);
        return names;
    }

    private JsonNode lookUp(Call call) {
        return described(store.lookUp(call.subject(), SchemaRequest.read(call, store), call.flag("deleted")));
    }

    private JsonNode register(Call call) {
        return JSON.objectNode().put("id", store.register(call.subject(), SchemaRequest.read(call, store)));
    }

    private JsonNode versions(Call call) {
        return numbers(store.requireVersions(call.subject(), call.flag("deleted")).stream()
                .map(SubjectVersion::version)
                .toList());
    }

    private SubjectVersion version(Call call) {
        return store.requireVersion(call.subject(), call.version(), call.flag("deleted"));
    }

    private JsonNode deleteSubject(Call call) {
        return numbers(store.deleteSubject(call.subject(), call.flag("permanent")));
    }

    private JsonNode deleteVersion(Call call) {
        return JSON.numberNode(store.deleteVersion(call.subject(), call.version(), call.flag("permanent")));
    }

    private JsonNode referencedBy(Call call) {
        return numbers(store.referrers(version(call)));
    }

    private JsonNode schema(Call call) {
        StoredSchema schema = store.requireSchema(call.id());
        ObjectNode answer = JSON.objectNode().put("schema", schema.text().schema());
        addReferences(answer, schema);
        if (call.flag("fetchMaxId")) {
            answer.put("maxId", store.lastId());
        }
        return answer;
    }

    private JsonNode subjectsOf(Call call) {
        ArrayNode names = JSON.arrayNode();
        store.requireUses(call.id(), call.flag("deleted")).stream()
                .map(SubjectVersion::subject)
                .distinct()
                .forEach(names::add);
        return names;
    }

    private JsonNode versionsOf(Call call) {
        ArrayNode uses = JSON.arrayNode();
        for (SubjectVersion use : store.requireUses(call.id(), call.flag("deleted"))) {
            uses.addObject().put("subject", use.subject()).put("version", use.version());
        }
        return uses;
    }

    private JsonNode testAll(Call call) {
        return verdict(call, store.problems(call.subject(), SchemaRequest.read(call, store)));
    }

    private JsonNode testOne(Call call) {
        return verdict(call, store.problems(call.subject(), call.version(), SchemaRequest.read(call, store)));
    }

    private JsonNode subjectLevel(Call call) {
        CompatibilityLevel own = store.ownLevel(call.subject());
        if (own == null && !call.flag("defaultToGlobal")) {
            throw RegistryException.noLevelOfItsOwn(call.subject());
        }
        return level(own == null ? store.globalLevel() : own);
    }

    private JsonNode putLevel(@Nullable String subject, Call call) {
        JsonNode name = call.requireBody().path("compatibility");
        if (!name.isTextual()) {
            throw RegistryException.invalidCompatibilityLevel();
        }
        CompatibilityLevel level = CompatibilityLevel.of(name.asText());
        store.setLevel(subject, level);
        return JSON.objectNode().put("compatibility", level.name());
    }

    private JsonNode deleteGlobalLevel(Call call) {
        CompatibilityLevel before = store.globalLevel();
        store.setLevel(null, null);
        return level(before);
    }

    private JsonNode deleteSubjectLevel(Call call) {
        CompatibilityLevel before = store.ownLevel(call.subject());
        if (before == null) {
            throw RegistryException.subjectNotFound(call.subject());
        }
        store.setLevel(call.subject(), null);
        return level(before);
    }

    private JsonNode subjectMode(Call call) {
        if (!call.flag("defaultToGlobal")) {
            throw RegistryException.noModeOfItsOwn(call.subject());
        }
        return readWrite();
    }

    private JsonNode putMode(Call call) {
        if (!call.requireBody().path("mode").asText().equals("READWRITE")) {
            throw RegistryException.modeNotPermitted();
        }
        return readWrite();
    }

    private static JsonNode readWrite() {
        return JSON.objectNode().put("mode", "READWRITE");
    }

    private static JsonNode level(CompatibilityLevel level) {
        return JSON.objectNode().put("compatibilityLevel", level.name());
    }

    private static JsonNode verdict(Call call, List<String> problems) {
        ObjectNode answer = JSON.objectNode().put("is_compatible", problems.isEmpty());
        if (call.flag("verbose")) {
            ArrayNode messages = answer.putArray("messages");
            problems.forEach(messages::add);
        }
        return answer;
    }

    private static JsonNode described(SubjectVersion version) {
        ObjectNode answer = JSON.objectNode()
                .put("subject", version.subject())
                .put("version", version.version())
                .put("id", version.schema().id())
                .put("schema", version.schema().text().schema());
        addReferences(answer, version.schema());
        return answer;
    }

    private static void addReferences(ObjectNode answer, StoredSchema schema) {
        if (schema.text().references().isEmpty()) {
            return;
        }
        ArrayNode references = answer.putArray("references");
        for (SchemaReference reference : schema.text().references()) {
            references
                    .addObject()
                    .put("name", reference.name())
                    .put("subject", reference.subject())
                    .put("version", reference.version());
        }
    }

    private static JsonNode plain(StoredSchema schema) {
        return RegistryJson.parse(schema.text().schema());
    }

    private static JsonNode numbers(List<Integer> values) {
        ArrayNode numbers = JSON.arrayNode();
        for (int value : values) {
            numbers.add(value);
        }
        return numbers;
    }
}
