package dev.taskflow.benchmarks;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * How many of a topic's offsets are records that a reader gets, and not the markers of transactions; by the newest of each
 * partition.
 */
final class CommittedShare {
    private static final long SAMPLE = 10_000;
    private static final Duration POLL = Duration.ofMillis(200);

    private CommittedShare() {}

    /** Between 0 and 1; 1 if the topic is empty. */
    static double of(String topic, String bootstrapServers) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, (int) SAMPLE);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(each -> new TopicPartition(topic, each.partition()))
                    .toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long offsets = 0;
            for (TopicPartition partition : partitions) {
                long begin = Math.max(0, ends.getOrDefault(partition, 0L) - SAMPLE);
                consumer.seek(partition, begin);
                offsets += ends.getOrDefault(partition, 0L) - begin;
            }
            long records = 0;
            while (partitions.stream()
                    .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
                records += consumer.poll(POLL).count();
            }
            return offsets == 0 ? 1 : (double) records / offsets;
        }
    }
}
