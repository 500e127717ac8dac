package dev.taskflow.client;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/** The settings of this package's Kafka clients: the user's, and over them what the promises of TaskFlow rest on. */
final class KafkaSettings {
    private static final int MAX_BLOCK_MS = 10_000;
    private static final int REQUEST_TIMEOUT_MS = 10_000;
    private static final int DELIVERY_TIMEOUT_MS = 30_000;
    private static final int METADATA_MAX_AGE_MS = 10_000;
    private static final int RECORDS_AT_ONCE = 100;

    private KafkaSettings() {}

    /** Of a producer whose records are durable when they are acknowledged, and on the partition of their key. */
    static Map<String, Object> producer(Connection connection) {
        Map<String, Object> settings = new HashMap<>(connection.kafka());
        // One chosen by the user could be at odds with ours of the others: Kafka refuses a delivery time-out below
        // them.
        if (Stream.of(
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        ProducerConfig.LINGER_MS_CONFIG)
                .noneMatch(settings::containsKey)) {
            settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MS);
            settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS);
            settings.put(ProducerConfig.LINGER_MS_CONFIG, 1);
        }
        settings.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MS);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        // A new producer whose second batch overtakes its first, refused by a leader that is only just starting, cannot
        // send that any more: the broker takes the second, then refuses the first as out of order until its delivery
        // time-out.
        settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        // A flow lives on the partition that Kafka's default partitioner chooses.
        List.of(
                        ProducerConfig.PARTITIONER_CLASS_CONFIG,
                        ProducerConfig.PARTITIONER_IGNORE_KEYS_CONFIG,
                        ProducerConfig.TRANSACTIONAL_ID_CONFIG)
                .forEach(settings::remove);
        return settings;
    }

    /** How long a call into the producer may block. */
    static Duration maxBlock(Connection connection) {
        Object value = producer(connection).get(ProducerConfig.MAX_BLOCK_MS_CONFIG);
        return Duration.ofMillis(Long.parseLong(String.valueOf(value)));
    }

    /** Of a consumer without a group that is told where to read. */
    static Map<String, Object> reader(Connection connection) {
        Map<String, Object> settings = consumer(connection);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"); // a waiting caller must miss nothing
        settings.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, METADATA_MAX_AGE_MS); // partitions that are added
        List.of(
                        ConsumerConfig.GROUP_ID_CONFIG,
                        ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
                        ConsumerConfig.GROUP_PROTOCOL_CONFIG,
                        ConsumerConfig.GROUP_REMOTE_ASSIGNOR_CONFIG)
                .forEach(settings::remove);
        return settings;
    }

    /** Of a member of a consumer group that commits its offsets itself. */
    static Map<String, Object> member(Connection connection, String group, boolean fromBeginning) {
        Map<String, Object> settings = consumer(connection);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, fromBeginning ? "earliest" : "latest");
        settings.putIfAbsent(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, RECORDS_AT_ONCE);
        return settings;
    }

    private static Map<String, Object> consumer(Connection connection) {
        Map<String, Object> settings = new HashMap<>(connection.kafka());
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return settings;
    }
}
