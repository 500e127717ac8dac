package dev.taskflow.serde;

import dev.taskflow.schema.CompatibilityLevel;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what never changes in a registry: which id a schema has under a subject, and which schema an id is. An unknown
 * id is remembered for a few seconds only, since it may be registered at any time, so that many records with it do not
 * become as many requests. Thread-safe.
 */
final class CachingSchemaRegistryClient implements SchemaRegistryClient {
    private static final Duration UNKNOWN_FOR = Duration.ofSeconds(5);
    private static final int MAX_UNKNOWN = 10_000;

    private record Entry(String subject, Schema schema) {}

    private final SchemaRegistryClient registry;
    private final LongSupplier nanoTime;
    private final Map<Entry, Integer> ids = new ConcurrentHashMap<>();
    private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();
    /** Id to the nanoTime at which it was unknown; the oldest leave first. Guarded by itself. */
    private final Map<Integer, Long> unknown = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Long> eldest) {
            return size() > MAX_UNKNOWN;
        }
    };

    CachingSchemaRegistryClient(SchemaRegistryClient registry) {
        this(registry, System::nanoTime);
    }

    CachingSchemaRegistryClient(SchemaRegistryClient registry, LongSupplier nanoTime) {
        this.registry = registry;
        this.nanoTime = nanoTime;
    }

    @Override
    public int register(String subject, Schema schema) {
        Entry entry = new Entry(subject, schema);
        @Nullable Integer known = ids.get(entry);
        if (known != null) {
            return known;
        }
        int id = registry.register(subject, schema);
        ids.put(entry, id);
        return id;
    }

    @Override
    public OptionalInt lookup(String subject, Schema schema) {
        Entry entry = new Entry(subject, schema);
        @Nullable Integer known = ids.get(entry);
        if (known != null) {
            return OptionalInt.of(known);
        }
        OptionalInt id = registry.lookup(subject, schema);
        id.ifPresent(found -> ids.put(entry, found));
        return id;
    }

    @Override
    public Schema byId(int id) {
        Schema known = schemas.get(id);
        if (known != null) {
            return known;
        }
        if (isUnknown(id)) {
            throw new UnknownSchemaException(id, "The schema registry knows no usable schema with id " + id);
        }
        try {
            Schema schema = registry.byId(id);
            schemas.put(id, schema);
            return schema;
        } catch (UnknownSchemaException e) {
            synchronized (unknown) {
                unknown.remove(id);
                unknown.put(id, nanoTime.getAsLong());
            }
            throw e;
        }
    }

    private boolean isUnknown(int id) {
        synchronized (unknown) {
            Long since = unknown.get(id);
            return since != null && nanoTime.getAsLong() - since < UNKNOWN_FOR.toNanos();
        }
    }

    @Override
    public Optional<RegisteredSchema> latest(String subject) {
        return registry.latest(subject);
    }

    @Override
    public List<String> incompatibilities(String subject, Schema schema) {
        return registry.incompatibilities(subject, schema);
    }

    @Override
    public Optional<CompatibilityLevel> compatibilityLevel(String subject) {
        return registry.compatibilityLevel(subject);
    }

    @Override
    public void setCompatibilityLevel(String subject, CompatibilityLevel level) {
        registry.setCompatibilityLevel(subject, level);
    }
}
