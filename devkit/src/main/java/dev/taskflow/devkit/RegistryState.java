package dev.taskflow.devkit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the registry holds, made by its events alone. Not safe for use by several threads. */
final class RegistryState {
    private final NavigableMap<Integer, StoredSchema> byId = new TreeMap<>();
    private final Map<SchemaText, StoredSchema> byText = new HashMap<>();
    private final NavigableMap<String, NavigableMap<Integer, SubjectVersion>> subjects = new TreeMap<>();
    private final Map<String, CompatibilityLevel> levels = new HashMap<>();
    private CompatibilityLevel globalLevel = CompatibilityLevel.DEFAULT;
    private int lastId;

    /**
     * Takes an event in.
     *
     * @throws IllegalArgumentException if it contradicts the events before it, and nothing is changed
     */
    void apply(RegistryEvent event) {
        if (event instanceof RegistryEvent.Registered registered) {
            register(registered);
        } else if (event instanceof RegistryEvent.VersionDeleted deleted) {
            delete(deleted);
        } else if (event instanceof RegistryEvent.CompatibilitySet set) {
            setLevel(set);
        }
    }

    private void register(RegistryEvent.Registered event) {
        SchemaText text = new SchemaText(event.schema(), event.references());
        StoredSchema known = byId.get(event.id());
        if (find(event.subject(), event.version()) != null
                || (known != null && !known.text().equals(text))
                || event.id() < 1
                || event.version() < 1) {
            throw new IllegalArgumentException("version " + event.version() + " of subject '" + event.subject()
                    + "' with id " + event.id() + " contradicts what was registered before");
        }
        StoredSchema schema = known != null
                ? known
                : new StoredSchema(
                        event.id(), text, AvroSchemas.parse(text, this::text).avro());
        byId.put(schema.id(), schema);
        byText.put(schema.text(), schema);
        lastId = Math.max(lastId, schema.id());
        subjects.computeIfAbsent(event.subject(), subject -> new TreeMap<>())
                .put(event.version(), new SubjectVersion(event.subject(), event.version(), schema, false));
    }

    private void delete(RegistryEvent.VersionDeleted event) {
        NavigableMap<Integer, SubjectVersion> versions = subjects.get(event.subject());
        SubjectVersion version = versions == null ? null : versions.get(event.version());
        if (versions == null || version == null) {
            throw new IllegalArgumentException("version " + event.version() + " of subject '" + event.subject()
                    + "' is deleted, but was not there");
        }
        if (!event.permanent()) {
            versions.put(
                    event.version(), new SubjectVersion(version.subject(), version.version(), version.schema(), true));
            return;
        }
        versions.remove(event.version());
        if (versions.isEmpty()) {
            subjects.remove(event.subject());
        }
        if (uses(version.schema().id()).isEmpty()) {
            byId.remove(version.schema().id());
            byText.remove(version.schema().text());
        }
    }

    private void setLevel(RegistryEvent.CompatibilitySet event) {
        String subject = event.subject();
        CompatibilityLevel level = event.level();
        if (subject == null) {
            globalLevel = level == null ? CompatibilityLevel.DEFAULT : level;
        } else if (level == null) {
            levels.remove(subject);
        } else {
            levels.put(subject, level);
        }
    }

    Collection<String> subjects() {
        return subjects.keySet();
    }

    /** All versions of a subject, the softly deleted among them, oldest first. */
    List<SubjectVersion> versions(String subject) {
        NavigableMap<Integer, SubjectVersion> versions = subjects.get(subject);
        return versions == null ? List.of() : List.copyOf(versions.values());
    }

    @Nullable
    SubjectVersion find(String subject, int version) {
        NavigableMap<Integer, SubjectVersion> versions = subjects.get(subject);
        return versions == null ? null : versions.get(version);
    }

    @Nullable
    StoredSchema find(int id) {
        return byId.get(id);
    }

    @Nullable
    StoredSchema find(SchemaText text) {
        return byText.get(text);
    }

    /** Where a schema is used, softly deleted versions among it. */
    List<SubjectVersion> uses(int id) {
        List<SubjectVersion> uses = new ArrayList<>();
        for (NavigableMap<Integer, SubjectVersion> versions : subjects.values()) {
            for (SubjectVersion version : versions.values()) {
                if (version.schema().id() == id) {
                    uses.add(version);
                }
            }
        }
        return uses;
    }

    Collection<StoredSchema> schemas() {
        return byId.values();
    }

    /** The highest id ever given; ids of deleted schemas are not given again. */
    int lastId() {
        return lastId;
    }

    CompatibilityLevel globalLevel() {
        return globalLevel;
    }

    /** The subject's own level, null if it follows the global one. */
    @Nullable
    CompatibilityLevel ownLevel(String subject) {
        return levels.get(subject);
    }

    SchemaText text(SchemaReference reference) {
        SubjectVersion target = find(reference.subject(), reference.version());
        if (target == null) {
            throw RegistryException.invalidSchema("no schema reference found for subject \"" + reference.subject()
                    + "\" and version " + reference.version());
        }
        return target.schema().text();
    }
}
