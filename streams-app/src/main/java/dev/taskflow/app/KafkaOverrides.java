package dev.taskflow.app;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;

/**
 * The {@code kafka.*} keys: everything after the prefix goes to the Kafka clients and to Kafka Streams as it is, save
 * for what would break a promise of the contract or what has a key of its own.
 */
final class KafkaOverrides {

    static final String PREFIX = "kafka.";

    /** Prefixes by which Kafka Streams addresses one of its clients; longest first, as they nest. */
    private static final List<String> CLIENT_PREFIXES =
            List.of("main.consumer.", "restore.consumer.", "global.consumer.", "consumer.", "producer.", "admin.");

    private static final List<ConfigDef> CLIENTS = List.of(
            StreamsConfig.configDef(),
            ProducerConfig.configDef(),
            ConsumerConfig.configDef(),
            AdminClientConfig.configDef());

    /** Keys that the topology depends on, with the reason that a user is given. */
    private static final Map<String, String> REFUSED = refused();

    private KafkaOverrides() {}

    private static Map<String, String> refused() {
        Map<String, String> reasons = new HashMap<>();
        for (String own : Set.of(
                ProcessorKeys.APPLICATION_ID,
                ConnectionKeys.BOOTSTRAP_SERVERS,
                ProcessorKeys.STATE_DIR,
                ProcessorKeys.NUM_STREAM_THREADS,
                ProcessorKeys.NUM_STANDBY_REPLICAS,
                ProcessorKeys.COMMIT_INTERVAL_MS,
                ProcessorKeys.GROUP_PROTOCOL,
                ProcessorKeys.GROUP_INSTANCE_ID,
                ProcessorKeys.SESSION_TIMEOUT_MS,
                ProcessorKeys.HEARTBEAT_INTERVAL_MS,
                TopicKeys.REPLICATION_FACTOR,
                InstanceKeys.APPLICATION_SERVER)) {
            reasons.put(own, "it has its own key: set " + own);
        }
        for (String exactlyOnce : List.of(
                "processing.guarantee",
                "isolation.level",
                "enable.idempotence",
                "acks",
                "transactional.id",
                "transaction.two.phase.commit.enable",
                "enable.auto.commit",
                "max.in.flight.requests.per.connection")) {
            reasons.put(exactlyOnce, "a flow settles exactly once only with Kafka's exactly_once_v2");
        }
        for (String handler : List.of(
                "deserialization.exception.handler",
                "default.deserialization.exception.handler",
                "processing.exception.handler",
                "processing.exception.handler.global.enabled",
                "production.exception.handler",
                "default.production.exception.handler",
                "errors.dead.letter.queue.topic.name")) {
            reasons.put(handler, "bad records go to the dead-letters topic, and nothing else may decide on them");
        }
        for (String serde : List.of(
                "default.key.serde",
                "default.value.serde",
                "key.serializer",
                "value.serializer",
                "key.deserializer",
                "value.deserializer")) {
            reasons.put(serde, "the topology names the serde of every topic and store");
        }
        for (String shape : List.of(
                "topology.optimization", "processor.wrapper.class", "ensure.explicit.internal.resource.naming")) {
            reasons.put(shape, "it would change the names of stores and lose state at an upgrade");
        }
        reasons.put("auto.offset.reset", "commands sent before the first start would be skipped");
        reasons.put("group.id", "it is the application.id");
        reasons.put("partitioner.class", "all that concerns a flow must be on one partition");
        reasons.put("partitioner.ignore.keys", "all that concerns a flow must be on one partition");
        reasons.put("default.timestamp.extractor", "times of events come from the timestamps of the records");
        return Map.copyOf(reasons);
    }

    /** Why {@code key} (with its {@code kafka.} prefix) may not be set; empty when it may. */
    static Optional<String> refusal(String key) {
        return Optional.ofNullable(REFUSED.get(bare(key))).map(reason -> key + " cannot be set: " + reason);
    }

    /**
     * Names the settings that would have a record refused that the limits allow.
     *
     * @param overrides without the prefix {@code kafka.}
     * @param largestRecord what can follow from a command of the greatest size, in bytes
     */
    static List<String> tooSmall(Map<String, String> overrides, int largestRecord) {
        return Stream.of(
                        "producer.max.request.size",
                        "max.request.size",
                        "producer.buffer.memory",
                        "buffer.memory",
                        "topic.max.message.bytes")
                .filter(key -> isLess(overrides.get(key), largestRecord))
                .map(key -> PREFIX + key + "=" + overrides.get(key)
                        + " is too small: with this limit.command.bytes a record may" + " have " + largestRecord
                        + " bytes; raise it, or leave it out")
                .toList();
    }

    private static boolean isLess(@Nullable String value, int least) {
        return value != null && value.strip().matches("\\d{1,18}") && Long.parseLong(value.strip()) < least;
    }

    /**
     * Whether the value must not be shown. A key that Kafka does not define may belong to a plugin and counts as
     * secret.
     */
    static boolean isSecret(String key) {
        String bare = bare(key);
        List<ConfigDef.ConfigKey> definitions = CLIENTS.stream()
                .map(client -> client.configKeys().get(bare))
                .filter(definition -> definition != null)
                .toList();
        return definitions.isEmpty()
                || definitions.stream().anyMatch(definition -> definition.type == ConfigDef.Type.PASSWORD);
    }

    private static String bare(String key) {
        String name = key.substring(PREFIX.length());
        return CLIENT_PREFIXES.stream()
                .filter(name::startsWith)
                .findFirst()
                .map(prefix -> name.substring(prefix.length()))
                .orElse(name);
    }
}
