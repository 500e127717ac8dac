package dev.taskflow.topics;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.record.TimestampType;

/**
 * A topic as it is meant to be. Its cleanup policy is {@code delete}.
 *
 * @param name the full name, prefix included
 * @param valueType what its values are read as; {@code byte[]} for dead letters, which are as they were received
 * @param valueSchema the values' schema; empty for dead letters
 * @param partitions how many partitions; those of {@code flow-commands} and {@code task-events} must never change, since
 *     a flow's state is on the partition of its id
 * @param replicationFactor how many copies; -1 leaves it to the broker
 * @param retention how long records are kept
 * @param maxMessageBytes the largest record batch, in bytes
 * @param timestampType whose clock stamps its records. Inputs keep their producers' time, which X3 tells of. What the processor
 *     writes has the broker's: a broker deletes by this time, so a dispatch that had the time of an old command would be gone
 *     before a worker could read it
 */
public record Topic<V>(
        String name,
        Class<V> valueType,
        Optional<ValueSchema> valueSchema,
        int partitions,
        short replicationFactor,
        Duration retention,
        int maxMessageBytes,
        TimestampType timestampType) {

    /** The topic's own settings, by Kafka's names ({@link TopicConfig}). */
    public Map<String, String> configs() {
        return Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_DELETE,
                TopicConfig.RETENTION_MS_CONFIG,
                Long.toString(retention.toMillis()),
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                Integer.toString(maxMessageBytes),
                TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                timestampType.name);
    }

    /** What Kafka is asked to create. */
    public NewTopic toCreate() {
        Optional<Short> replicas = replicationFactor < 0 ? Optional.empty() : Optional.of(replicationFactor);
        return new NewTopic(name, Optional.of(partitions), replicas).configs(configs());
    }
}
