package dev.taskflow.client.worker;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes records by a consumer group. Polls all the time, so that long tasks do not cost the membership, with partitions paused
 * while enough is waiting for those that run to end: what waits on its partitions no other worker could run. A partition's offset is committed up to its first record without a
 * verdict.
 */
final class GroupIntake implements Intake, ConsumerRebalanceListener {
    private static final Logger LOG = LoggerFactory.getLogger(GroupIntake.class);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration BETWEEN_COMMITS = Duration.ofMillis(100);

    /** How many wait here beside those that run, so that a short task is followed by the next without asking Kafka. */
    static final int READY = 100;

    private final WorkerSettings settings;
    private final Executions executions;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Loop loop;
    private final Semaphore verdicts = new Semaphore(0);
    private volatile boolean taking = true;

    /** Used by the loop's thread only. */
    private final Map<TopicPartition, PartitionProgress> progress = new HashMap<>();

    /** For the loop's thread. */
    private long committedAt = System.nanoTime();

    GroupIntake(WorkerSettings settings, Executions executions, Consumer<Throwable> fatal) {
        this.settings = settings;
        this.executions = executions;
        consumer = new KafkaConsumer<>(
                ClientSettings.groupConsumer(settings), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.subscribe(List.of(settings.dispatchTopic()), this);
        loop = new Loop("taskflow-group-" + settings.runtime(), this::round, this::end, fatal);
    }

    @Override
    public void start() {
        loop.start();
    }

    @Override
    public void stopTaking() {
        taking = false;
    }

    @Override
    public void close() {
        loop.close();
    }

    private void round() throws InterruptedException {
        verdicts.drainPermits();
        boolean room = chooseWhatToRead();
        for (ConsumerRecord<byte[], byte[]> received : consumer.poll(room ? POLL : Duration.ZERO)) {
            progress.computeIfAbsent(
                            new TopicPartition(received.topic(), received.partition()),
                            partition -> new PartitionProgress(executions, verdicts::release))
                    .take(received);
        }
        progress.values().forEach(PartitionProgress::advance);
        if (System.nanoTime() - committedAt >= BETWEEN_COMMITS.toNanos()) {
            commit();
        }
        if (!room) {
            boolean unused = verdicts.tryAcquire(POLL.toMillis(), TimeUnit.MILLISECONDS); // Room may come of each.
        }
    }

    /** Whether there is room for more; pauses and resumes partitions accordingly. */
    private boolean chooseWhatToRead() {
        int unfinished = progress.values().stream()
                .mapToInt(PartitionProgress::unfinished)
                .sum();
        boolean room = taking && unfinished < settings.concurrency() + READY;
        for (TopicPartition partition : consumer.assignment()) {
            PartitionProgress of = progress.get(partition);
            if (room && (of == null || !of.isFull())) {
                consumer.resume(List.of(partition));
            } else {
                consumer.pause(List.of(partition));
            }
        }
        return room;
    }

    private void commit() {
        committedAt = System.nanoTime();
        Map<TopicPartition, OffsetAndMetadata> offsets = uncommitted(progress.keySet());
        if (offsets.isEmpty()) {
            return;
        }
        consumer.commitAsync(offsets, (committed, failure) -> {
            if (failure == null) {
                committed.forEach((partition, offset) ->
                        Optional.ofNullable(progress.get(partition)).ifPresent(of -> of.committed(offset.offset())));
            } else {
                LOG.atInfo()
                        .setMessage("Offsets could not be committed and will be later")
                        .addKeyValue("offsets", committed)
                        .addKeyValue("error", failure.toString())
                        .log();
            }
        });
    }

    private Map<TopicPartition, OffsetAndMetadata> uncommitted(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (TopicPartition partition : partitions) {
            PartitionProgress of = progress.get(partition);
            if (of != null) {
                of.uncommitted().ifPresent(offset -> offsets.put(partition, new OffsetAndMetadata(offset)));
            }
        }
        return offsets;
    }

    private void end() {
        try (consumer) {
            commitLast(List.copyOf(progress.keySet()));
        }
    }

    private void commitLast(Collection<TopicPartition> partitions) {
        partitions.stream().map(progress::get).filter(Objects::nonNull).forEach(PartitionProgress::advance);
        Map<TopicPartition, OffsetAndMetadata> offsets = uncommitted(partitions);
        try {
            consumer.commitSync(offsets);
        } catch (KafkaException e) {
            LOG.atInfo()
                    .setMessage("Offsets could not be committed; the records after the last commit will come again")
                    .addKeyValue("offsets", offsets)
                    .addKeyValue("error", e.toString())
                    .log();
        }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        LOG.debug("Assigned {}", partitions);
    }

    /** What runs goes on: its next owner may run it too, and one report counts (A2, T2). */
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        commitLast(partitions);
        onPartitionsLost(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            PartitionProgress lost = progress.remove(partition);
            if (lost != null) {
                lost.dropWaiting();
            }
        }
    }
}
