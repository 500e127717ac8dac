package dev.taskflow.client.worker;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
 * while as much is waiting or running as may run at once. A partition's offset is committed up to its first record without a
 * verdict.
 */
final class GroupIntake implements Intake, ConsumerRebalanceListener {
    private static final Logger LOG = LoggerFactory.getLogger(GroupIntake.class);
    private static final Duration POLL = Duration.ofMillis(50);

    private final WorkerSettings settings;
    private final Executions executions;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Loop loop;
    private volatile boolean taking = true;

    /** Used by the loop's thread only. */
    private final Map<TopicPartition, PartitionProgress> progress = new HashMap<>();

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

    private void round() {
        int unfinished = progress.values().stream()
                .mapToInt(PartitionProgress::unfinished)
                .sum();
        boolean room = taking && unfinished < settings.concurrency();
        for (TopicPartition partition : consumer.assignment()) {
            PartitionProgress of = progress.get(partition);
            if (room && (of == null || !of.isFull())) {
                consumer.resume(List.of(partition));
            } else {
                consumer.pause(List.of(partition));
            }
        }
        for (ConsumerRecord<byte[], byte[]> received : consumer.poll(POLL)) {
            progress.computeIfAbsent(
                            new TopicPartition(received.topic(), received.partition()),
                            partition -> new PartitionProgress(executions))
                    .take(received);
        }
        Map<TopicPartition, OffsetAndMetadata> advanced = advanced(progress.keySet());
        if (!advanced.isEmpty()) {
            consumer.commitAsync(advanced, (offsets, failure) -> {
                if (failure != null) {
                    LOG.atInfo()
                            .setMessage("Offsets could not be committed; later ones will be")
                            .addKeyValue("offsets", offsets)
                            .addKeyValue("error", failure.toString())
                            .log();
                }
            });
        }
    }

    private Map<TopicPartition, OffsetAndMetadata> advanced(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> advanced = new HashMap<>();
        for (TopicPartition partition : partitions) {
            PartitionProgress of = progress.get(partition);
            if (of != null) {
                of.advance().ifPresent(offset -> advanced.put(partition, new OffsetAndMetadata(offset)));
            }
        }
        return advanced;
    }

    private void end() {
        try (consumer) {
            commitLast(List.copyOf(progress.keySet()));
        }
    }

    private void commitLast(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> offsets = advanced(partitions);
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
