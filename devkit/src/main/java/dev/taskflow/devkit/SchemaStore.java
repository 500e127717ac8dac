package dev.taskflow.devkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The registry's rules: decides what a request changes, writes that to the journal, and only then takes it in and answers.
 * Safe for use by many threads; one request at a time. Refusals are {@link RegistryException}s and change nothing.
 */
final class SchemaStore implements AutoCloseable {
    private final RegistryState state;
    private final @Nullable Journal journal;

    /** The state is what the journal said when it was opened; without a journal it lasts as long as this object. */
    SchemaStore(RegistryState state, @Nullable Journal journal) {
        this.state = state;
        this.journal = journal;
    }

    /** Returns the id of the schema, which is a version of the subject from now on if it was none before. */
    synchronized int register(String subject, SchemaText sent) {
        AvroSchemas.Parsed candidate = AvroSchemas.parse(sent, state::text);
        List<SubjectVersion> live = versions(subject, false);
        for (SubjectVersion version : live) {
            if (version.schema().text().equals(candidate.text())) {
                return version.schema().id();
            }
        }
        List<String> problems = Compatibility.problems(level(subject), live, candidate.avro());
        if (!problems.isEmpty()) {
            throw RegistryException.incompatible("Schema being registered is incompatible with an earlier schema for"
                    + " subject \"" + subject + "\", details: " + problems + "; compatibility: " + level(subject));
        }
        StoredSchema known = state.find(candidate.text());
        int id = known == null ? state.lastId() + 1 : known.id();
        List<SubjectVersion> all = state.versions(subject);
        int version = all.isEmpty() ? 1 : all.get(all.size() - 1).version() + 1;
        commit(List.of(new RegistryEvent.Registered(
                subject,
                version,
                id,
                candidate.text().schema(),
                candidate.text().references())));
        return id;
    }

    /** The version under which a subject has this schema. */
    synchronized SubjectVersion lookUp(String subject, SchemaText sent, boolean withDeleted) {
        List<SubjectVersion> versions = requireVersions(subject, withDeleted);
        SchemaText text = AvroSchemas.parse(sent, state::text).text();
        for (SubjectVersion version : versions) {
            if (version.schema().text().equals(text)) {
                return version;
            }
        }
        throw RegistryException.schemaNotFound();
    }

    synchronized List<String> subjects(String prefix, boolean withDeleted) {
        return state.subjects().stream()
                .filter(subject -> subject.startsWith(prefix))
                .filter(subject -> !versions(subject, withDeleted).isEmpty())
                .toList();
    }

    /** A subject's versions, oldest first; at least one. */
    synchronized List<SubjectVersion> requireVersions(String subject, boolean withDeleted) {
        List<SubjectVersion> versions = versions(subject, withDeleted);
        if (versions.isEmpty()) {
            throw RegistryException.subjectNotFound(subject);
        }
        return versions;
    }

    synchronized SubjectVersion requireVersion(String subject, VersionNumber number, boolean withDeleted) {
        List<SubjectVersion> versions = requireVersions(subject, withDeleted);
        if (number.isLatest()) {
            return versions.get(versions.size() - 1);
        }
        return versions.stream()
                .filter(version -> version.version() == number.value())
                .findFirst()
                .orElseThrow(() -> RegistryException.versionNotFound(number.value()));
    }

    /** Deletes all versions: softly, or those that are already softly deleted for good. Returns their numbers. */
    synchronized List<Integer> deleteSubject(String subject, boolean permanent) {
        if (state.versions(subject).isEmpty()) {
            throw RegistryException.subjectNotFound(subject);
        }
        List<SubjectVersion> live = versions(subject, false);
        if (permanent && !live.isEmpty()) {
            throw RegistryException.subjectNotSoftDeleted(subject);
        }
        if (!permanent && live.isEmpty()) {
            throw RegistryException.subjectSoftDeleted(subject);
        }
        List<SubjectVersion> doomed = permanent ? state.versions(subject) : live;
        List<RegistryEvent> events = new ArrayList<>();
        for (SubjectVersion version : doomed) {
            requireUnreferenced(version);
            events.add(new RegistryEvent.VersionDeleted(subject, version.version(), permanent));
        }
        if (state.ownLevel(subject) != null) {
            events.add(new RegistryEvent.CompatibilitySet(subject, null));
        }
        commit(events);
        return doomed.stream().map(SubjectVersion::version).toList();
    }

    /** Deletes one version: softly, or for good if it is already softly deleted. Returns its number. */
    synchronized int deleteVersion(String subject, VersionNumber number, boolean permanent) {
        SubjectVersion version = requireVersion(subject, number, !number.isLatest() || permanent);
        if (permanent && !version.deleted()) {
            throw RegistryException.versionNotSoftDeleted(subject, version.version());
        }
        if (!permanent && version.deleted()) {
            throw RegistryException.versionSoftDeleted(subject, version.version());
        }
        requireUnreferenced(version);
        commit(List.of(new RegistryEvent.VersionDeleted(subject, version.version(), permanent)));
        return version.version();
    }

    synchronized StoredSchema requireSchema(int id) {
        StoredSchema schema = state.find(id);
        if (schema == null) {
            throw RegistryException.schemaNotFound(id);
        }
        return schema;
    }

    synchronized int lastId() {
        return state.lastId();
    }

    /** Where a schema is used. */
    synchronized List<SubjectVersion> requireUses(int id, boolean withDeleted) {
        requireSchema(id);
        return state.uses(id).stream()
                .filter(use -> withDeleted || !use.deleted())
                .toList();
    }

    /** Ids of the schemas that refer to a version. */
    synchronized List<Integer> referrers(SubjectVersion target) {
        return state.schemas().stream()
                .filter(schema -> schema.text().references().stream()
                        .anyMatch(reference -> reference.subject().equals(target.subject())
                                && reference.version() == target.version()))
                .map(StoredSchema::id)
                .toList();
    }

    /** Why a schema could not become the next version of a subject; empty if it could. */
    synchronized List<String> problems(String subject, SchemaText sent) {
        return Compatibility.problems(
                level(subject),
                versions(subject, false),
                AvroSchemas.parse(sent, state::text).avro());
    }

    /** The same against one version only. A subject without versions has no latest that could refuse. */
    synchronized List<String> problems(String subject, VersionNumber number, SchemaText sent) {
        if (number.isLatest() && versions(subject, false).isEmpty()) {
            return problems(subject, sent);
        }
        List<SubjectVersion> one = List.of(requireVersion(subject, number, false));
        return Compatibility.problems(
                level(subject), one, AvroSchemas.parse(sent, state::text).avro());
    }

    synchronized CompatibilityLevel globalLevel() {
        return state.globalLevel();
    }

    synchronized @Nullable CompatibilityLevel ownLevel(String subject) {
        return state.ownLevel(subject);
    }

    /** Null as subject means the global level, null as level means back to the default. */
    synchronized void setLevel(@Nullable String subject, @Nullable CompatibilityLevel level) {
        commit(List.of(new RegistryEvent.CompatibilitySet(subject, level)));
    }

    private CompatibilityLevel level(String subject) {
        CompatibilityLevel own = state.ownLevel(subject);
        return own == null ? state.globalLevel() : own;
    }

    private List<SubjectVersion> versions(String subject, boolean withDeleted) {
        return state.versions(subject).stream()
                .filter(version -> withDeleted || !version.deleted())
                .toList();
    }

    private void requireUnreferenced(SubjectVersion version) {
        if (!referrers(version).isEmpty()) {
            throw RegistryException.referenced(version.subject(), version.version());
        }
    }

    private void commit(List<RegistryEvent> events) {
        if (journal != null) {
            try {
                journal.append(events);
            } catch (IOException e) {
                throw new UncheckedIOException("the registry journal could not be written", e);
            }
        }
        events.forEach(state::apply);
    }

    /** Ends the journal. A request that comes later fails and changes nothing. */
    @Override
    public synchronized void close() {
        if (journal != null) {
            journal.close();
        }
    }
}
