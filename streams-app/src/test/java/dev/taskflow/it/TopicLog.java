package dev.taskflow.it;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a {@code read_committed} reader sees of one topic, from its beginning. In the order of each partition, so
 * also of each key. For use by one thread.
 */
final class TopicLog<V> implements AutoCloseable {
    /** How long a test waits for what must come; generous, as it is spent only by a test that fails. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration POLL = Duration.ofMillis(20);

    private final String topic;
    private final KafkaConsumer<byte @Nullable [], V> consumer;
    private final List<TopicPartition> partitions;
    private final List<ConsumerRecord<byte @Nullable [], V>> seen = new ArrayList<>();

    TopicLog(String bootstrapServers, String topic, Deserializer<V> values) {
        this.topic = topic;
        Map<String, Object> config = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false);
        this.consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), values);
        this.partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** All records up to what is the end when this is called. */
    List<ConsumerRecord<byte @Nullable [], V>> records() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (partitions.stream().anyMatch(partition -> consumer.position(partition) < end(ends, partition))) {
            consumer.poll(POLL).forEach(seen::add);
        }
        return Collections.unmodifiableList(seen);
    }

    private static long end(Map<TopicPartition, Long> ends, TopicPartition partition) {
        return Objects.requireNonNull(ends.get(partition), "every partition has an end");
    }

    /** The values up to the end that is now. */
    List<V> values() {
        return records().stream().map(ConsumerRecord::value).toList();
    }

    /** The values of one key up to the end that is now. */
    List<V> values(String key) {
        return recordsOf(key).map(ConsumerRecord::value).toList();
    }

    private Stream<ConsumerRecord<byte @Nullable [], V>> recordsOf(String key) {
        return records().stream().filter(each -> key.equals(keyOf(each)));
    }

    static @Nullable String keyOf(ConsumerRecord<byte @Nullable [], ?> received) {
        byte[] key = received.key();
        return key == null ? null : new String(key, StandardCharsets.UTF_8);
    }

    /** Waits for the first record of this kind. */
    ConsumerRecord<byte @Nullable [], V> awaitRecord(
            String what, Predicate<ConsumerRecord<byte @Nullable [], V>> wanted) {
        return await(
                        what + " on " + topic,
                        () -> records().stream().filter(wanted).findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    /** Waits for the first value of this kind. */
    V awaitValue(String what, Predicate<V> wanted) {
        return awaitRecord(what, each -> each.value() != null && wanted.test(each.value()))
                .value();
    }

    /** Waits until something is so. */
    static void await(String what, Callable<Boolean> isSo) {
        await(what, isSo, so -> so);
    }

    /** Waits for something that is as it should be; looks in the calling thread, as consumers bear no other. */
    static <T> T await(String what, Callable<T> look, Predicate<T> isAsWanted) {
        return Awaitility.await(what)
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(POLL)
                .atMost(PATIENCE)
                .until(look, isAsWanted);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
