package dev.taskflow.serde;

import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** {@link AvroSerializer} and {@link AvroDeserializer} of one record type on one registry. Safe for use from several threads. */
public final class AvroSerde<T extends SpecificRecord> implements Serde<T> {
    private final Class<T> type;
    private @Nullable SchemaRegistryClient registry;
    private Serializer<T> serializer;
    private Deserializer<T> deserializer;

    /** A serde that finds its registry in the configuration. */
    public AvroSerde(Class<T> type) {
        this.type = type;
        this.serializer = new AvroSerializer<>();
        this.deserializer = new AvroDeserializer<>(type);
    }

    /** A serde for a given registry; the configuration need not name one. */
    public AvroSerde(Class<T> type, SchemaRegistryClient registry) {
        this.type = type;
        this.registry = registry;
        this.serializer = new AvroSerializer<>(registry);
        this.deserializer = new AvroDeserializer<>(type, registry);
    }

    /** Configures both halves. Must come before either is asked for when no registry was given. */
    @Override
    public void configure(Map<String, ?> config, boolean isKey) {
        if (registry == null) {
            registry = SchemaRegistryClient.of(config);
            serializer = new AvroSerializer<>(registry);
            deserializer = new AvroDeserializer<>(type, registry);
        }
        serializer.configure(config, isKey);
        deserializer.configure(config, isKey);
    }

    @Override
    public Serializer<T> serializer() {
        return serializer;
    }

    @Override
    public Deserializer<T> deserializer() {
        return deserializer;
    }
}
