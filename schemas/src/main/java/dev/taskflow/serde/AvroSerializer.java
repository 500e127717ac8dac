package dev.taskflow.serde;

import dev.taskflow.schema.NeutralSchema;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes generated records in the Confluent wire format: a zero byte, the schema's id as four bytes (big endian), Avro
 * binary. Configured by Confluent's keys, so that {@code io.confluent.kafka.serializers.KafkaAvroSerializer} can take its
 * place and the other way round:
 *
 * <ul>
 *   <li>those of {@link SchemaRegistryClient#of};
 *   <li>{@code auto.register.schemas} (true): register a schema that the registry does not have;
 *   <li>{@code use.latest.version} (false): without auto-registration, use the subject's latest version, which must have the
 *       same fields as the class, instead of looking for exactly the class's schema;
 *   <li>{@code avro.remove.java.properties} (true): give the registry the language-neutral schema;
 *   <li>{@code key.subject.name.strategy}, {@code value.subject.name.strategy}: {@code TopicNameStrategy},
 *       {@code RecordNameStrategy} or {@code TopicRecordNameStrategy}, with or without package.
 * </ul>
 *
 * Once configured it is safe for use from several threads. The registry is asked once for each topic and record type.
 */
public final class AvroSerializer<T extends SpecificRecord> implements Serializer<T> {

    private record Target(String topic, Schema schema) {}

    private record Settings(
            SchemaRegistryClient registry,
            boolean isKey,
            SubjectNaming naming,
            boolean autoRegister,
            boolean useLatest,
            boolean removeJavaProperties) {}

    private final @Nullable SchemaRegistryClient given;
    private final Map<Target, RecordWriter<T>> writers = new ConcurrentHashMap<>();
    private @Nullable Settings settings;

    /** A serializer that finds its registry in the configuration. */
    public AvroSerializer() {
        this.given = null;
    }

    /** A serializer for a given registry; the configuration need not name one. */
    public AvroSerializer(SchemaRegistryClient registry) {
        this.given = registry;
    }

    @Override
    public void configure(Map<String, ?> config, boolean isKey) {
        AvroTrust.install();
        ConfigValues values = new ConfigValues(config);
        String namingKey = (isKey ? "key" : "value") + ".subject.name.strategy";
        settings = new Settings(
                given != null ? given : SchemaRegistryClient.of(config),
                isKey,
                SubjectNaming.of(namingKey, values.text(namingKey).orElse(SubjectNaming.TopicNameStrategy.name())),
                values.flag("auto.register.schemas", true),
                values.flag("use.latest.version", false),
                values.flag("avro.remove.java.properties", true));
    }

    /**
     * The record's bytes; null for null, a tombstone.
     *
     * @throws SerializationException if the record cannot be encoded, for instance because a required field is null
     * @throws RegistryRefusedException if the registry does not have, or does not take, the record's schema
     * @throws RegistryUnavailableException if the registry was needed and could not be asked
     */
    @Override
    @SuppressWarnings("NullAway") // Kafka asks for null as a tombstone's bytes, and does not say so in its types.
    public byte[] serialize(String topic, @Nullable T data) {
        if (data == null) {
            return null;
        }
        Schema schema = data.getSchema();
        Target target = new Target(topic, schema);
        RecordWriter<T> writer = writers.get(target);
        if (writer == null) {
            writer = writerFor(topic, data.getClass(), schema);
            writers.put(target, writer);
        }
        return writer.write(data);
    }

    private RecordWriter<T> writerFor(String topic, Class<?> type, Schema schema) {
        Settings configured = settings;
        if (configured == null) {
            throw new IllegalStateException("configure() must be called before serialize()");
        }
        String subject = configured.naming.subject(topic, configured.isKey, schema);
        int id = idOf(schema, subject, configured);
        return new RecordWriter<>(type, schema, WireFormat.prefix(id));
    }

    private static int idOf(Schema schema, String subject, Settings settings) {
        Schema document = settings.removeJavaProperties ? NeutralSchema.of(schema) : schema;
        if (settings.autoRegister) {
            return settings.registry.register(subject, document);
        }
        if (settings.useLatest) {
            return latestId(schema, subject, settings.registry);
        }
        OptionalInt id = settings.registry.lookup(subject, document);
        if (id.isEmpty() && settings.removeJavaProperties) {
            // Somebody may have registered the schema as it is in the generated class.
            id = settings.registry.lookup(subject, schema);
        }
        return id.orElseThrow(() -> new RegistryRefusedException(
                "The schema registry has no schema equal to that of " + schema.getFullName() + " under the subject "
                        + subject + ". Register it ('taskflow topics apply' does), or set use.latest.version=true if"
                        + " another text of the same schema is there, or auto.register.schemas=true.",
                0,
                40403));
    }

    private static int latestId(Schema schema, String subject, SchemaRegistryClient registry) {
        Optional<RegisteredSchema> latest = registry.latest(subject);
        String form = SchemaNormalization.toParsingForm(schema);
        // The record is written with its class's schema, so any other layout under that id would be read wrongly.
        return latest.filter(found ->
                        SchemaNormalization.toParsingForm(found.schema()).equals(form))
                .map(RegisteredSchema::id)
                .orElseThrow(() -> new RegistryRefusedException(
                        "The latest version of the subject " + subject
                                + (latest.isEmpty() ? " does not exist" : " has other fields than")
                                + (latest.isEmpty() ? "" : " the class " + schema.getFullName())
                                + ". Register the class's schema ('taskflow topics apply' does), use the TaskFlow"
                                + " version that fits, or set use.latest.version=false.",
                        0,
                        40402));
    }
}
