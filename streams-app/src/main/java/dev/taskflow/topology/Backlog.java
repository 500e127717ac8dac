package dev.taskflow.topology;

import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.StreamsConfig;

/**
 * How many of the records that it has polled each stream thread has yet to process. With the last of them a commit is due: to
 * wait serves nobody, and what comes meanwhile makes the next batch. So a quiet thread commits at once, and a busy one seldom.
 *
 * <p>The count is a hint. While records of a poll are never processed, because their partition was taken away, the commit
 * interval ends transactions as it would without it. Thread-safe.
 */
public final class Backlog {

    /** Of the current thread; null: unknown. */
    private final ThreadLocal<Integer> left = new ThreadLocal<>();

    private void polled(int records) {
        Integer before = left.get();
        left.set(before == null ? records : before + records);
    }

    /** Counts one record as processed; says whether it was the last one that this thread has. */
    boolean endsWithThis() {
        Integer before = left.get();
        if (before == null) {
            return false;
        }
        if (before > 1) {
            left.set(before - 1);
            return false;
        }
        left.remove();
        return true;
    }

    /** What this thread has yet to process is not known until it polls again. */
    void forget() {
        left.remove();
    }

    /**
     * What Kafka Streams' consumers need to be told so that this counts. Over all other settings, as it keeps the interceptors that
     * they name.
     */
    public Map<String, Object> streamsSettings(Map<?, ?> others) {
        return Map.of(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG),
                interceptors(others),
                StreamsConfig.mainConsumerPrefix(Watch.BACKLOG),
                this);
    }

    /** Ours is the last: others may take records away, and what counts is what is left for the thread. */
    private static String interceptors(Map<?, ?> others) {
        String key = ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG;
        // Kafka Streams takes the first of these that there is.
        return Stream.of(StreamsConfig.mainConsumerPrefix(key), StreamsConfig.consumerPrefix(key), key)
                .filter(others::containsKey)
                .findFirst()
                .map(first -> String.valueOf(others.get(first)))
                .filter(users -> !users.isBlank())
                .map(users -> users + "," + Watch.class.getName())
                .orElse(Watch.class.getName());
    }

    /** Sees what a stream thread polls. Made by Kafka's consumer. */
    public static final class Watch implements ConsumerInterceptor<byte[], byte[]> {
        private static final String BACKLOG = "taskflow.backlog";

        @SuppressWarnings("NullAway.Init") // Kafka calls configure() before anything else.
        private Backlog backlog;

        @Override
        public void configure(Map<String, ?> settings) {
            backlog = Objects.requireNonNull((Backlog) settings.get(BACKLOG), BACKLOG);
        }

        @Override
        public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
            backlog.polled(records.count());
            return records;
        }

        @Override
        public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
            // Offsets are committed with the transaction.
        }

        @Override
        public void close() {
            // Holds nothing.
        }
    }
}
