package dev.taskflow.input;

import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.StreamsConfig.InternalConfig;
import org.apache.kafka.streams.processor.internals.DefaultKafkaClientSupplier;

/** Kafka Streams' clients, the stream threads' main consumers among them bounded in bytes. */
public final class InputClients extends DefaultKafkaClientSupplier {
    private final PolledInput polled;
    private final InputBounds bounds;

    /** @param polled is told what the consumers poll */
    public InputClients(PolledInput polled, InputBounds bounds) {
        this.polled = polled;
        this.bounds = bounds;
    }

    /** Settings over all others, for {@code group.protocol=streams} alone: by them Kafka Streams finds the consumer. */
    public Map<String, Object> streamsSettings() {
        return Map.of(
                InternalConfig.INTERNAL_CONSUMER_WRAPPER,
                InputConsumerWrapper.class,
                StreamsConfig.mainConsumerPrefix(InputConsumerWrapper.POLLED),
                polled,
                StreamsConfig.mainConsumerPrefix(InputConsumerWrapper.BOUNDS),
                bounds);
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
        return new InputConsumer(config, polled, bounds);
    }

    /** How many records one inner poll returns at most. */
    static int maxPollRecords(Map<String, Object> config) {
        Object configured =
                config.getOrDefault(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, ConsumerConfig.DEFAULT_MAX_POLL_RECORDS);
        return Integer.parseInt(String.valueOf(configured).trim());
    }
}
