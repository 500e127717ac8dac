package dev.taskflow.serde;

import dev.taskflow.schema.CompatibilityLevel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.avro.Schema;

/**
 * What TaskFlow asks of a schema registry. Implementations are safe for use from several threads and block the caller.
 *
 * <p>Every method throws {@link RegistryUnavailableException} if the registry cannot be asked and
 * {@link RegistryRefusedException} if it refuses to answer.
 */
public interface SchemaRegistryClient {

    /**
     * Registers a schema under a subject unless it is there already.
     *
     * @return the schema's id
     * @throws RegistryRefusedException also if the schema is incompatible with the subject's earlier versions
     */
    int register(String subject, Schema schema);

    /** The id of exactly this schema under this subject; empty if the subject or the schema is not there. */
    OptionalInt lookup(String subject, Schema schema);

    /**
     * The schema with an id.
     *
     * @throws UnknownSchemaException if there is none, or it is not an Avro schema
     */
    Schema byId(int id);

    /** The latest version of a subject; empty if the subject is not there. */
    Optional<RegisteredSchema> latest(String subject);

    /**
     * Why a schema could not be registered under a subject, by the subject's compatibility level; one line for each reason.
     * Empty if it could, also if the subject is not there yet.
     */
    List<String> incompatibilities(String subject, Schema schema);

    /** The subject's own compatibility level; empty if it has none and the registry's default holds. */
    Optional<CompatibilityLevel> compatibilityLevel(String subject);

    /** Sets the subject's own compatibility level; the subject need not be there yet. */
    void setCompatibilityLevel(String subject, CompatibilityLevel level);

    /**
     * The registry that a client configuration names by Confluent's keys: {@code schema.registry.url} (one or several
     * http(s) URLs, or {@code mock://<scope>} for a registry in this JVM that all users of the scope share),
     * {@code basic.auth.user.info}, {@code http.connect.timeout.ms}, {@code http.read.timeout.ms}, {@code max.retries},
     * {@code retries.wait.ms}, {@code retries.max.wait.ms}. What it has answered for good is kept in memory.
     *
     * @throws org.apache.kafka.common.config.ConfigException if a value is missing or wrong
     */
    static SchemaRegistryClient of(Map<String, ?> config) {
        return RegistrySettings.of(config).connect();
    }
}
