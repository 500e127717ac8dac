package dev.taskflow.benchmarks.limit;

import static org.apache.kafka.streams.StreamsConfig.consumerPrefix;
import static org.apache.kafka.streams.StreamsConfig.mainConsumerPrefix;
import static org.apache.kafka.streams.StreamsConfig.producerPrefix;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.Stores;

/** The program that is the limit. Ends with its standard input. */
final class LimitProcess {
    static final String APPLICATION = "limit";

    private LimitProcess() {}

    /**
     * Processes.
     *
     * @param arguments bootstrap servers, folder for state, outputs for each input, threads, commit interval in milliseconds
     */
    public static void main(String[] arguments) throws IOException {
        double outputsPerInput = Double.parseDouble(arguments[2]);
        Properties settings =
                settings(arguments[0], arguments[1], Integer.parseInt(arguments[3]), Long.parseLong(arguments[4]));
        try (KafkaStreams streams = new KafkaStreams(topology(outputsPerInput), settings)) {
            streams.start();
            System.in.transferTo(OutputStream.nullOutputStream());
        }
    }

    private static Topology topology(double outputsPerInput) {
        return new Topology()
                .addSource("input", new StringDeserializer(), new ByteArrayDeserializer(), LimitTopics.INPUT)
                .addProcessor("work", () -> new GetPutForward(outputsPerInput), "input")
                .addStateStore(
                        Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore(GetPutForward.STORE),
                                Serdes.String(),
                                Serdes.ByteArray()),
                        "work")
                .addSink(
                        LimitTopics.OUTPUT,
                        LimitTopics.OUTPUT,
                        new StringSerializer(),
                        new ByteArraySerializer(),
                        "work")
                .addSink(
                        LimitTopics.SETTLED,
                        LimitTopics.SETTLED,
                        new StringSerializer(),
                        new ByteArraySerializer(),
                        "work");
    }

    /** Those of TaskFlow (its StreamsSettings) that bear on speed; RocksDB as Kafka Streams sets it. */
    private static Properties settings(String bootstrapServers, String stateDirectory, int threads, long commitMillis) {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, APPLICATION);
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(StreamsConfig.STATE_DIR_CONFIG, stateDirectory);
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, commitMillis);
        settings.put(StreamsConfig.POLL_MS_CONFIG, Math.max(1, commitMillis / 4));
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads);
        settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, 1);
        settings.put(StreamsConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        settings.put(producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 131_072);
        settings.put(producerPrefix(ProducerConfig.BUFFER_MEMORY_CONFIG), 64L * 1024 * 1024);
        settings.put(producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 5);
        settings.put(producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), 15_000);
        settings.put(consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        settings.put(mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 5_000);
        return settings;
    }
}
