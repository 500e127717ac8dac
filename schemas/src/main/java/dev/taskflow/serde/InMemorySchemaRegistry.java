package dev.taskflow.serde;

import dev.taskflow.schema.CompatibilityLevel;
import dev.taskflow.schema.SchemaEvolution;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;

/** The registry behind {@code mock://<scope>}: one for each scope, in this JVM, gone with it. Thread-safe. */
final class InMemorySchemaRegistry implements SchemaRegistryClient {
    private static final Map<String, InMemorySchemaRegistry> SCOPES = new ConcurrentHashMap<>();

    /** By id, which counts from 1. */
    private final List<Schema> schemas = new ArrayList<>();

    private final Map<String, List<Integer>> versions = new HashMap<>();
    private final Map<String, CompatibilityLevel> levels = new HashMap<>();

    static InMemorySchemaRegistry scope(String name) {
        return SCOPES.computeIfAbsent(name, unused -> new InMemorySchemaRegistry());
    }

    @Override
    public synchronized int register(String subject, Schema schema) {
        OptionalInt existing = lookup(subject, schema);
        if (existing.isPresent()) {
            return existing.getAsInt();
        }
        List<String> reasons = incompatibilities(subject, schema);
        if (!reasons.isEmpty()) {
            throw new RegistryRefusedException(
                    schema.getFullName() + " cannot be registered under " + subject + ": " + reasons, 409, 409);
        }
        int id = idOf(schema);
        versions.computeIfAbsent(subject, unused -> new ArrayList<>()).add(id);
        return id;
    }

    private int idOf(Schema schema) {
        for (int i = 0; i < schemas.size(); i++) {
            if (sameDocument(schemas.get(i), schema)) {
                return i + 1;
            }
        }
        schemas.add(schema);
        return schemas.size();
    }

    @Override
    public synchronized OptionalInt lookup(String subject, Schema schema) {
        return versions.getOrDefault(subject, List.of()).stream()
                .mapToInt(Integer::intValue)
                .filter(id -> sameDocument(byId(id), schema))
                .findFirst();
    }

    @Override
    public synchronized Schema byId(int id) {
        if (id < 1 || id > schemas.size()) {
            throw new UnknownSchemaException(id, "The schema registry knows no schema with id " + id);
        }
        return schemas.get(id - 1);
    }

    @Override
    public synchronized Optional<RegisteredSchema> latest(String subject) {
        List<Integer> ids = versions.getOrDefault(subject, List.of());
        if (ids.isEmpty()) {
            return Optional.empty();
        }
        int id = ids.get(ids.size() - 1);
        return Optional.of(new RegisteredSchema(subject, ids.size(), id, byId(id)));
    }

    @Override
    public synchronized List<String> incompatibilities(String subject, Schema schema) {
        List<Schema> earlier = versions.getOrDefault(subject, List.of()).stream()
                .map(this::byId)
                .toList();
        return SchemaEvolution.faults(schema, earlier, levels.getOrDefault(subject, CompatibilityLevel.BACKWARD));
    }

    @Override
    public synchronized Optional<CompatibilityLevel> compatibilityLevel(String subject) {
        return Optional.ofNullable(levels.get(subject));
    }

    @Override
    public synchronized void setCompatibilityLevel(String subject, CompatibilityLevel level) {
        levels.put(subject, level);
    }

    /** By text, as a registry compares: {@link Schema#equals} takes schemas with different docs for one. */
    private static boolean sameDocument(Schema one, Schema other) {
        return one.toString().equals(other.toString());
    }
}
