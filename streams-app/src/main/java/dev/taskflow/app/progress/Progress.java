package dev.taskflow.app.progress;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;

/** Whether an instance makes progress, with all that it takes to tell. Safe for any thread. */
public final class Progress implements ProgressView, AutoCloseable {
    /** How long a broker may take for an answer. */
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);

    private static final String CLIENT = "-progress";
    private static final String STREAM_THREAD = "-StreamThread-";

    /**
     * An instance and its surroundings; the suppliers are asked every few seconds.
     *
     * @param settings of Kafka Streams
     * @param inputs the input partitions of the whole group
     * @param topics the names of all topics that the instance reads and writes
     * @param restored how far each restore under way has come, by changelog topic and partition, in records
     * @param timersOverdue how late timers are at most, at a time
     * @param freeDisk what the state directory can still hold, in bytes; empty: not known
     */
    public record Instance(
            StreamsConfig settings,
            Set<TopicPartition> inputs,
            Set<String> topics,
            Supplier<Map<TopicPartition, Long>> restored,
            Function<Instant, Duration> timersOverdue,
            Supplier<OptionalLong> freeDisk) {
        public Instance {
            inputs = Set.copyOf(inputs);
            topics = Set.copyOf(topics);
        }
    }

    private final Duration stall;
    private final UncommittedWrites writes = new UncommittedWrites();
    private final ProgressWatch watch;
    private @Nullable Admin admin;
    private @Nullable ProgressObserver observer;

    /** @param stall how long work may wait without a commit */
    public Progress(Duration stall) {
        this.stall = stall;
        watch = new ProgressWatch(stall);
    }

    /** For Kafka Streams, so that it is known what becomes of its writes. */
    public KafkaClientSupplier clients(KafkaClientSupplier others) {
        return new TrackedClients(others, writes);
    }

    /**
     * Begins to look at an instance; to be called once.
     *
     * @throws org.apache.kafka.common.KafkaException if the settings make no client
     */
    public synchronized void watch(KafkaStreams streams, Instance instance) {
        String group = instance.settings.getString(StreamsConfig.APPLICATION_ID_CONFIG);
        String client = clientId(streams, group);
        Admin asking = Admin.create(adminSettings(instance.settings, client));
        admin = asking;
        InputOffsets offsets = new InputOffsets(
                asking, () -> consumer(instance.settings, client), group, instance.inputs, ANSWER_WITHIN);
        Explanation explanation = new Explanation(asking, instance.topics, writes, instance.freeDisk, ANSWER_WITHIN);
        ProgressObserver looking =
                new ProgressObserver(watch, () -> facts(streams, instance, offsets), explanation, stall);
        observer = looking;
        looking.start();
    }

    private ProgressFacts facts(KafkaStreams streams, Instance instance, InputOffsets offsets) {
        Map<TopicPartition, ProgressFacts.Input> inputs = offsets.now();
        Instant now = Clock.systemUTC().instant();
        Duration overdue = instance.timersOverdue.apply(now);
        return new ProgressFacts(
                streams.state(),
                inputs,
                LocalThreads.of(streams),
                writes.all(),
                instance.restored.get(),
                overdue.isZero() ? Optional.empty() : Optional.of(now.minus(overdue)));
    }

    /** Begins as those of Kafka Streams, which hold a part that only this instance has. */
    private static String clientId(KafkaStreams streams, String group) {
        return streams.metadataForLocalThreads().stream()
                        .map(thread -> beforeThread(thread.threadName()))
                        .findFirst()
                        .orElse(group)
                + CLIENT;
    }

    private static String beforeThread(String name) {
        int end = name.indexOf(STREAM_THREAD);
        return end < 0 ? name : name.substring(0, end);
    }

    private static Map<String, Object> adminSettings(StreamsConfig settings, String client) {
        Map<String, Object> admin = new HashMap<>(settings.getAdminConfigs(client));
        admin.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) ANSWER_WITHIN.toMillis());
        admin.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) ANSWER_WITHIN.toMillis());
        return admin;
    }

    private static Consumer<byte[], byte[]> consumer(StreamsConfig settings, String client) {
        Map<String, Object> consumer = new HashMap<>(settings.getRestoreConsumerConfigs(client));
        consumer.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        consumer.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        consumer.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        consumer.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1); // one batch comes all the same
        consumer.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) ANSWER_WITHIN.toMillis());
        consumer.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) ANSWER_WITHIN.toMillis());
        return new KafkaConsumer<>(consumer, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Whether nothing is stuck; also while no broker answers. */
    public boolean isLive() {
        return watch.isLive();
    }

    @Override
    public boolean brokerAnswers() {
        return watch.brokerAnswers();
    }

    /** The places where work waits while nothing is committed; empty if it is live. */
    public List<Stall> stalls() {
        return watch.stalls();
    }

    /** How many transactions with writes were undone since the start. */
    public long undone() {
        return writes.undone();
    }

    /** Says where a write or a commit failed last, if nothing was committed since. */
    public Optional<UncommittedWrites.Failure> failure() {
        return writes.failure();
    }

    @Override
    public long position(OptionalInt partition) {
        return watch.position(partition);
    }

    /** Ends looking; what was judged last stays. */
    @Override
    public synchronized void close() {
        if (observer != null) {
            observer.close();
        }
        if (admin != null) {
            admin.close(Duration.ZERO);
        }
    }
}
