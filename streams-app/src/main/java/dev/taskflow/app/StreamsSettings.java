package dev.taskflow.app;

import static org.apache.kafka.streams.StreamsConfig.adminClientPrefix;
import static org.apache.kafka.streams.StreamsConfig.consumerPrefix;
import static org.apache.kafka.streams.StreamsConfig.mainConsumerPrefix;
import static org.apache.kafka.streams.StreamsConfig.producerPrefix;
import static org.apache.kafka.streams.StreamsConfig.topicPrefix;

import dev.taskflow.topics.TopicCatalogue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.LogAndContinueExceptionHandler;

/** The settings of Kafka Streams and its clients: ours first, then what {@code kafka.*} keys add or replace. */
final class StreamsSettings {

    /** Bigger batches halve the cost of a record under exactly_once_v2; measured, not guessed. */
    private static final int BATCH_BYTES = 131_072;

    /** Of the producers of all threads together. */
    private static final long BUFFER_BYTES = 64L * 1024 * 1024;

    private static final int MEBIBYTE = 1024 * 1024;

    /**
     * Of one inner poll (InputClients), which is unpacked as a whole: {@value} of the largest records by default, and fewer where limits
     * allow larger ones. With usual records, a thousandth of that size, an inner poll costs a hundredth of what is done with them.
     */
    private static final int MAX_POLL_RECORDS = 50;

    private static final int INNER_POLL_BYTES = 52 * MEBIBYTE;

    /** Records that a broker sends at once, packed as they are on the topic; Kafka's own default is 50 MiB. */
    private static final int FETCH_BYTES = 8 * MEBIBYTE;

    /**
     * How long the broker waits for a silent processor before it aborts its transaction, in milliseconds. Until then
     * read_committed readers of the same partitions wait too, so it must be short, yet longer than a slow commit.
     */
    private static final int TRANSACTION_TIMEOUT_MS = 15_000;

    /** Lets a poll that was drained be sent, while a busy one still fills batches. Milliseconds. */
    private static final int LINGER_MS = 5;

    /** How soon a new instance whose copies have caught up is given more; the least that Kafka Streams allows. */
    private static final long PROBING_INTERVAL_MS = 60_000;

    /**
     * Under {@code group.protocol=streams} the broker keeps it, as {@code group.streams.session.timeout.ms}, and tells no member. This is
     * its default.
     */
    private static final Duration SESSION_TIMEOUT_OF_STREAMS_GROUPS = Duration.ofSeconds(45);

    /** A thread that waits for input does not hear meanwhile that it is to stop. */
    private static final long LONGEST_POLL_MS = 100;

    /**
     * For the rows of flows that change several times in a transaction: some 350 of usual size, all threads together. With 1 and with 10
     * MiB it is no faster.
     */
    private static final long CACHE_BYTES = 256L * 1024;

    private static final String CACHE_BY_ITS_OLD_NAME = "cache.max.bytes.buffering";

    private static final String RACK_TAG = "rack";

    private StreamsSettings() {}

    /**
     * @param stateDirectory where local state goes, already looked at by {@link StateDirectory}
     */
    static Properties of(TaskFlowConfig config, TopicCatalogue topics, Path stateDirectory) {
        int maxRecordBytes = topics.flowEvents().maxMessageBytes();
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, config.applicationId());
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
        settings.put(StreamsConfig.STATE_DIR_CONFIG, stateDirectory.toString());
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(
                StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, config.commitInterval().toMillis());
        // A thread that waits for input does not look meanwhile whether timers are due.
        settings.put(
                StreamsConfig.POLL_MS_CONFIG,
                Math.min(LONGEST_POLL_MS, config.timers().interval().toMillis()));
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.streamThreads());
        settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, (int)
                topics.deadLetters().replicationFactor());
        settings.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        settings.put(StreamsConfig.ENABLE_METRICS_PUSH_CONFIG, false);

        settings.put(
                StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, LogAndContinueExceptionHandler.class);
        settings.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, LastResortProcessingHandler.class);
        settings.put(StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG, FailingProductionHandler.class);
        settings.put(
                StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG,
                topics.deadLetters().name());

        settings.put(producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), BATCH_BYTES);
        settings.put(
                producerPrefix(ProducerConfig.BUFFER_MEMORY_CONFIG),
                Math.max(2L * maxRecordBytes, BUFFER_BYTES / config.streamThreads()));
        settings.put(producerPrefix(ProducerConfig.LINGER_MS_CONFIG), LINGER_MS);
        settings.put(producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), TRANSACTION_TIMEOUT_MS);
        settings.put(producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), maxRecordBytes);
        // A row holds texts of several commands, so its changelog needs room beyond Kafka's 1 MiB.
        settings.put(topicPrefix(TopicConfig.MAX_MESSAGE_BYTES_CONFIG), maxRecordBytes);
        // By the broker's clock, as retention and compaction are: an input's timestamp may be days old, or ahead.
        settings.put(
                topicPrefix(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG),
                topics.flowEvents().timestampType().name);

        settings.put(consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        settings.put(mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), maxPollRecords(topics));
        settings.put(mainConsumerPrefix(ConsumerConfig.FETCH_MAX_BYTES_CONFIG), FETCH_BYTES);
        // Nothing is promised about the order of commands and reports. To idle until both topics have records would
        // compare
        // records' timestamps, which are producers', with a clock, and put off all decisions when that is set back.
        settings.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
        if (config.classicGroupProtocol()) {
            settings.put(mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), (int)
                    config.sessionTimeout().toMillis());
            settings.put(mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), (int)
                    config.heartbeatInterval().toMillis());
            assignment(config, settings);
        } else {
            settings.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "streams");
        }
        config.applicationServer()
                .ifPresent(
                        self -> settings.put(StreamsConfig.APPLICATION_SERVER_CONFIG, self.host() + ":" + self.port()));
        config.rackId().ifPresent(rack -> settings.put(consumerPrefix(ConsumerConfig.CLIENT_RACK_CONFIG), rack));
        config.groupInstanceId()
                .ifPresent(id -> settings.put(mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), id));
        settings.putAll(config.kafkaOverrides());
        if (!settings.containsKey(CACHE_BY_ITS_OLD_NAME)) { // Ours would win over it.
            settings.putIfAbsent(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, CACHE_BYTES);
        }
        return settings;
    }

    /** After which the group removes a silent member. */
    static Duration sessionTimeout(TaskFlowConfig config) {
        return config.classicGroupProtocol() ? config.sessionTimeout() : SESSION_TIMEOUT_OF_STREAMS_GROUPS;
    }

    /** After which a member leaves the group that does not poll. */
    static Duration maxPollInterval(Properties settings) {
        Object interval = new StreamsConfig(settings)
                .getMainConsumerConfigs("", "", 0)
                .getOrDefault(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, 300_000);
        return Duration.ofMillis(Long.parseLong(String.valueOf(interval)));
    }

    private static int maxPollRecords(TopicCatalogue topics) {
        int largest = Math.max(
                topics.flowCommands().maxMessageBytes(), topics.taskEvents().maxMessageBytes());
        return Math.max(1, Math.min(MAX_POLL_RECORDS, INNER_POLL_BYTES / largest));
    }

    /**
     * Who gets which partition. The assignor is Kafka Streams' own, HighAvailabilityTaskAssignor, as no other both is sticky and
     * moves a partition only to an instance whose copy of the state has caught up; until then the old one goes on.
     */
    private static void assignment(TaskFlowConfig config, Properties settings) {
        settings.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, config.standbyReplicas());
        settings.put(StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG, PROBING_INTERVAL_MS);
        config.rackId().ifPresent(rack -> {
            settings.put(StreamsConfig.RACK_AWARE_ASSIGNMENT_TAGS_CONFIG, RACK_TAG);
            settings.put(StreamsConfig.clientTagPrefix(RACK_TAG), rack);
            settings.put(
                    StreamsConfig.RACK_AWARE_ASSIGNMENT_STRATEGY_CONFIG,
                    StreamsConfig.RACK_AWARE_ASSIGNMENT_STRATEGY_MIN_TRAFFIC);
        });
    }

    /** The settings that have all stores share this memory, unless the user sets another rocksdb.config.setter. */
    static Map<String, Object> memory(RocksDbMemory memory) {
        return Map.of(
                StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG,
                SharedRocksDbMemory.class,
                SharedRocksDbMemory.MEMORY,
                memory);
    }

    /** For an {@link org.apache.kafka.clients.admin.Admin} of our own, which should fail in seconds, not in minutes. */
    static Properties admin(TaskFlowConfig config) {
        Properties settings = new Properties();
        settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
        settings.put(AdminClientConfig.CLIENT_ID_CONFIG, config.applicationId() + "-admin");
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
        String prefix = adminClientPrefix("");
        config.kafkaOverrides().forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                settings.put(key.substring(prefix.length()), value);
            } else if (AdminClientConfig.configNames().contains(key)) {
                settings.put(key, value);
            }
        });
        return settings;
    }
}
