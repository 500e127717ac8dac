package dev.taskflow.app;

import dev.taskflow.access.Installation;
import dev.taskflow.serde.SchemaRegistryClient;
import dev.taskflow.topics.TopicCatalogue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;

/**
 * Topics and schemas of one installation: makes them, or says what is missing. Holds a connection to Kafka until closed.
 * For use by one thread.
 */
public final class Provisioning implements AutoCloseable {

    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

    private final Admin admin;
    private final TopicCatalogue catalogue;
    private final TopicProvisioning topics;
    private final SchemaProvisioning schemas;

    private Provisioning(Admin admin, SchemaRegistryClient registry, Installation installation, KafkaAnswers answers) {
        this.admin = admin;
        this.catalogue = installation.topics();
        this.topics = new TopicProvisioning(admin, installation, answers);
        this.schemas = new SchemaProvisioning(registry, catalogue);
    }

    /**
     * Does not connect yet.
     *
     * @throws Unreachable if no host of {@code bootstrap.servers} is known
     * @throws UnusableKafkaSettings if {@code kafka.*} settings are no settings
     */
    public static Provisioning of(TaskFlowConfig config) {
        return new Provisioning(
                admin(config),
                SchemaRegistryClient.of(config.schemaRegistry()),
                config.installation(),
                new KafkaAnswers(config.bootstrapServers()));
    }

    /**
     * A connection to Kafka that fails in seconds, with the configuration's {@code kafka.*} settings; to be closed by the
     * caller. Does not connect yet.
     *
     * @throws Unreachable if no host of {@code bootstrap.servers} is known
     * @throws UnusableKafkaSettings if {@code kafka.*} settings are no settings
     */
    public static Admin admin(TaskFlowConfig config) {
        try {
            return Admin.create(StreamsSettings.admin(config));
        } catch (KafkaException failed) {
            if (failed.getCause() instanceof ConfigException cause
                    && String.valueOf(cause.getMessage()).contains("bootstrap")) {
                throw new Unreachable(
                        "No host of bootstrap.servers=" + config.bootstrapServers() + " is known: check the names.",
                        failed);
            }
            KafkaException why = new UnusableKafkaSettings("The kafka.* settings make no client: " + reason(failed));
            why.addSuppressed(failed); // not a cause, which would be told with it once more
            throw why;
        }
    }

    /** Kafka says why at the bottom, and of a missing login in words that are of no file or key of ours. */
    private static String reason(Throwable failed) {
        Throwable root = failed;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String said = String.valueOf(root.getMessage());
        return said.contains("JAAS") ? said + " (the login is kafka.sasl.jaas.config)" : said;
    }

    /**
     * Creates missing topics and registers missing schemas; says what was done and what differs. Never changes what exists,
     * save for compatibility levels. May be repeated, and run from several places at once.
     *
     * @throws Unreachable if Kafka or the registry does not answer
     */
    public List<Finding> apply() {
        return both(applyTopics(), applySchemas());
    }

    /**
     * What of {@link #apply} is about topics.
     *
     * @throws Unreachable if Kafka does not answer
     */
    public List<Finding> applyTopics() {
        return topics.apply();
    }

    /**
     * What of {@link #apply} is about schemas.
     *
     * @throws Unreachable if the registry does not answer
     */
    public List<Finding> applySchemas() {
        return schemas.apply();
    }

    /**
     * Everything that is missing or differs; no {@link Finding.Kind#FAULT} means that the processor can run.
     *
     * @throws Unreachable if Kafka or the registry does not answer
     */
    public List<Finding> check() {
        return both(checkTopics(), checkSchemas());
    }

    /**
     * What of {@link #check} is about topics.
     *
     * @throws Unreachable if Kafka does not answer
     */
    public List<Finding> checkTopics() {
        return topics.check();
    }

    /**
     * What of {@link #check} is about schemas.
     *
     * @throws Unreachable if the registry does not answer
     */
    public List<Finding> checkSchemas() {
        return schemas.check();
    }

    /**
     * The same, without Kafka.
     *
     * @throws Unreachable if the registry does not answer
     */
    public static List<Finding> checkSchemas(TaskFlowConfig config) {
        return new SchemaProvisioning(SchemaRegistryClient.of(config.schemaRegistry()), config.topics()).check();
    }

    /**
     * The partition count that {@code flow-commands} has, which may be other than configured.
     *
     * @throws IllegalStateException if the topic does not exist
     */
    int flowPartitions() {
        Map<String, Integer> counts = topics.partitionCounts();
        Integer count = counts.get(catalogue.flowCommands().name());
        if (count == null) {
            throw new IllegalStateException("topic " + catalogue.flowCommands().name() + " does not exist");
        }
        return count;
    }

    /**
     * Kafka's ids of the input topics, by name.
     *
     * @throws Unreachable if Kafka does not answer
     */
    Map<String, String> inputIds() {
        return topics.inputIds();
    }

    private static List<Finding> both(List<Finding> first, List<Finding> second) {
        List<Finding> all = new ArrayList<>(first);
        all.addAll(second);
        return List.copyOf(all);
    }

    @Override
    public void close() {
        admin.close(CLOSE_WITHIN);
    }
}
