package dev.taskflow.serde;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads generated records from the Confluent wire format, whatever version of their schema they were written with.
 * Configured by the keys of {@link SchemaRegistryClient#of}; {@code specific.avro.reader} may be given and must be true.
 *
 * <p>Bad bytes are answered with {@link SerializationException}, however they are bad, and never exhaust memory or stack. A
 * registry that cannot be asked is answered with {@link RegistryUnavailableException} or {@link RegistryRefusedException},
 * which say nothing about the record: who sets bad records aside must let these pass.
 *
 * <p>Once configured it is safe for use from several threads. The registry is asked once for each schema id.
 */
public final class AvroDeserializer<T extends SpecificRecord> implements Deserializer<T> {
    private static final String SPECIFIC = "specific.avro.reader";
    private static final String PACKAGE = "dev.taskflow.v1";

    private final @Nullable Class<T> type;
    private final @Nullable SchemaRegistryClient given;
    private final Map<Integer, RecordReader<T>> readers = new ConcurrentHashMap<>();
    private @Nullable SchemaRegistryClient registry;

    /** A deserializer for every generated class of TaskFlow: each record becomes what its writer's schema is named for. */
    public AvroDeserializer() {
        this.type = null;
        this.given = null;
    }

    /** A deserializer for every generated class of TaskFlow and a given registry. */
    public AvroDeserializer(SchemaRegistryClient registry) {
        this.type = null;
        this.given = registry;
    }

    /** A deserializer for one class that finds its registry in the configuration. A record of another type is bad. */
    public AvroDeserializer(Class<T> type) {
        this.type = type;
        this.given = null;
    }

    /** A deserializer for one class and a given registry; the configuration need not name one. */
    public AvroDeserializer(Class<T> type, SchemaRegistryClient registry) {
        this.type = type;
        this.given = registry;
    }

    @Override
    public void configure(Map<String, ?> config, boolean isKey) {
        AvroTrust.install();
        if (!new ConfigValues(config).flag(SPECIFIC, true)) {
            throw new ConfigException(
                    SPECIFIC, false, "this deserializer makes generated classes only: set it to true or leave it out");
        }
        registry = given != null ? given : SchemaRegistryClient.of(config);
    }

    /**
     * The record; null for null, a tombstone.
     *
     * @throws UnknownSchemaException if the registry does not know the record's schema id
     * @throws UnreadableRecordException if the bytes are not a record of the expected type
     * @throws RegistryUnavailableException if the registry was needed and could not be asked
     * @throws RegistryRefusedException if the registry was needed and refused to answer
     */
    @Override
    @SuppressWarnings("NullAway") // Kafka asks for null as a tombstone's value, and does not say so in its types.
    public T deserialize(String topic, byte @Nullable [] data) {
        if (data == null) {
            return null;
        }
        if (!WireFormat.isFramed(data)) {
            throw new UnreadableRecordException(
                    "A record of the topic " + topic + " is not in the Confluent wire format: it must begin with a zero"
                            + " byte and a schema id of four bytes. Write it with an Avro serializer of a schema registry.",
                    null);
        }
        int id = WireFormat.schemaId(data);
        RecordReader<T> reader = readers.get(id);
        try {
            if (reader == null) {
                reader = readerFor(id);
                readers.put(id, reader);
            }
            return reader.read(data, WireFormat.PREFIX_LENGTH);
        } catch (UnknownSchemaException e) {
            throw new UnknownSchemaException(
                    id, "A record of the topic " + topic + " names schema id " + id + ": " + e.getMessage());
        } catch (UnreadableRecordException e) {
            throw new UnreadableRecordException(
                    "A record of the topic " + topic + " with schema id " + id + " cannot be read: " + e.getMessage(),
                    e.getCause());
        }
    }

    private RecordReader<T> readerFor(int id) {
        SchemaRegistryClient configured = registry;
        if (configured == null) {
            throw new IllegalStateException("configure() must be called before deserialize()");
        }
        Schema writer = configured.byId(id);
        return new RecordReader<>(type != null ? type : classFor(writer), writer);
    }

    @SuppressWarnings(
            "unchecked") // Without a given class T is whatever the caller expects; a wrong one fails at its cast.
    private Class<T> classFor(Schema writer) {
        Class<?> found = writer.getType() == Schema.Type.RECORD && PACKAGE.equals(writer.getNamespace())
                ? SpecificData.get().getClass(writer)
                : null;
        if (found != null && SpecificRecord.class.isAssignableFrom(found)) {
            return (Class<T>) found;
        }
        throw new UnreadableRecordException("there is no generated class for " + writer.getFullName(), null);
    }
}
