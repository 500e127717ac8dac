package dev.taskflow.devkit;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A change of the registry: what the journal holds and the state is made of. The names are the journal's format. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
@JsonSubTypes({
    @JsonSubTypes.Type(value = RegistryEvent.Registered.class, name = "registered"),
    @JsonSubTypes.Type(value = RegistryEvent.VersionDeleted.class, name = "versionDeleted"),
    @JsonSubTypes.Type(value = RegistryEvent.CompatibilitySet.class, name = "compatibilitySet")
})
sealed interface RegistryEvent {
    record Registered(String subject, int version, int id, String schema, List<SchemaReference> references)
            implements RegistryEvent {
        public Registered {
            Objects.requireNonNull(subject);
            Objects.requireNonNull(schema);
            references = List.copyOf(references);
        }
    }

    record VersionDeleted(String subject, int version, boolean permanent) implements RegistryEvent {
        public VersionDeleted {
            Objects.requireNonNull(subject);
        }
    }

    /** Without a subject: the level of all that have none of their own. Without a level: back to the default. */
    record CompatibilitySet(@Nullable String subject, @Nullable CompatibilityLevel level) implements RegistryEvent {}
}
