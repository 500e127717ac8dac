package dev.taskflow.client;

import dev.taskflow.topics.TopicCatalogue;
import dev.taskflow.topics.TopicSettings;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Where an installation of TaskFlow is: its Kafka, its schema registry and its topics. Opens nothing by itself. Immutable.
 *
 * @param topicPrefix what the name of every topic begins with
 * @param kafka settings of every Kafka client that is made with it, by Kafka's names; {@code bootstrap.servers} among them
 * @param schemaRegistry settings of the serdes, by Confluent's names; {@code schema.registry.url} among them
 */
public record Connection(String topicPrefix, Map<String, Object> kafka, Map<String, Object> schemaRegistry) {

    private static final String BOOTSTRAP_SERVERS = "bootstrap.servers";
    private static final String SCHEMA_REGISTRY_URL = "schema.registry.url";
    private static final String TOPIC_PREFIX = "topic.prefix";

    /** What belongs to the registry's client; all other settings are Kafka's. */
    private static final Set<String> OF_THE_REGISTRY =
            Set.of(SCHEMA_REGISTRY_URL, "basic.auth.user.info", "auto.register.schemas", "use.latest.version");

    /** Copies the settings. */
    public Connection {
        kafka = Map.copyOf(kafka);
        schemaRegistry = Map.copyOf(schemaRegistry);
        TopicCatalogue.of(topicPrefix, Set.of(), TopicSettings.DEFAULTS); // refuses what no topic name can begin with
    }

    /**
     * An installation with the contract's topic names, reached without encryption or password.
     *
     * @param bootstrapServers host:port, several separated by commas
     * @param schemaRegistryUrl one or several URLs, separated by commas
     */
    public static Connection to(String bootstrapServers, String schemaRegistryUrl) {
        return of(Map.of(BOOTSTRAP_SERVERS, bootstrapServers, SCHEMA_REGISTRY_URL, schemaRegistryUrl));
    }

    /**
     * From flat settings, as a properties file holds them: {@code bootstrap.servers}, {@code schema.registry.url},
     * {@code basic.auth.user.info} and {@code topic.prefix} (default {@code taskflow.}) are ours; any other key, such as
     * {@code security.protocol}, goes to the Kafka clients as it is.
     *
     * @throws IllegalArgumentException if one of the first two is missing, or the prefix cannot begin a topic's name
     */
    public static Connection of(Map<String, ?> settings) {
        Map<String, Object> kafka = new HashMap<>();
        Map<String, Object> registry = new HashMap<>();
        settings.forEach((key, value) -> (OF_THE_REGISTRY.contains(key) ? registry : kafka).put(key, value));
        Object prefix = kafka.remove(TOPIC_PREFIX);
        require(kafka, BOOTSTRAP_SERVERS, "host:port of a Kafka broker");
        require(registry, SCHEMA_REGISTRY_URL, "the URL of the schema registry");
        return new Connection(prefix == null ? TopicCatalogue.DEFAULT_PREFIX : prefix.toString(), kafka, registry);
    }

    private static void require(Map<String, Object> settings, String key, String what) {
        if (settings.get(key) == null) {
            throw new IllegalArgumentException("The setting " + key + " is missing: give it " + what);
        }
    }

    /** This installation with another topic prefix. */
    public Connection withTopicPrefix(String prefix) {
        return new Connection(prefix, kafka, schemaRegistry);
    }

    /** This installation with one more setting for Kafka clients. */
    public Connection withKafka(String key, Object value) {
        Map<String, Object> more = new HashMap<>(kafka);
        more.put(key, value);
        return new Connection(topicPrefix, more, schemaRegistry);
    }

    /** The topics, with those of the given runtimes; only their names and types count here. */
    public TopicCatalogue topics(String... runtimes) {
        return TopicCatalogue.of(topicPrefix, Set.of(runtimes), TopicSettings.DEFAULTS);
    }

    /** Without values: they may hold passwords. */
    @Override
    public String toString() {
        return "Connection[topicPrefix=" + topicPrefix + ", bootstrap.servers=" + kafka.get(BOOTSTRAP_SERVERS) + "]";
    }
}
