package dev.taskflow.input;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Makes one poll of a stream thread out of many small ones. Kafka bounds a poll in records, which can be a thousand times as large
 * as usual and are unpacked only when they are polled. So each inner poll is small, and there is another one only while there is
 * room.
 *
 * <p>Records that were gathered belong to the thread before it has them: an inner poll can fail, or take a partition away. They are
 * kept for the next poll in the first case, and dropped in the second, as Kafka Streams drops its own. For the consumer's thread.
 */
final class Gathering {

    /** The consumer below. Its methods are those of {@link Consumer}. */
    interface Source {
        ConsumerRecords<byte[], byte[]> poll(Duration timeout);

        Set<TopicPartition> assignment();

        void pause(Collection<TopicPartition> partitions);

        void resume(Collection<TopicPartition> partitions);

        OptionalLong currentLag(TopicPartition partition);

        long position(TopicPartition partition, Duration timeout);
    }

    /** Gathered from one partition, and not handed over. */
    private static final class Gathered {
        private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        private long bytes;
        private @Nullable OffsetAndMetadata next;
    }

    private final Source source;
    private final PolledInput polled;
    private final InputBounds bounds;
    private final int innerPoll;
    private final Map<TopicPartition, Gathered> gathered = new HashMap<>();
    private int records;
    private long bytes;

    /** Paused by Kafka Streams, which may be told of no record of them: their task is not ready, or has enough. */
    private final Set<TopicPartition> paused = new HashSet<>();

    /** @param innerPoll {@code max.poll.records} of the consumer */
    Gathering(Source source, PolledInput polled, InputBounds bounds, int innerPoll) {
        this.source = source;
        this.polled = polled;
        this.bounds = bounds;
        this.innerPoll = innerPoll;
    }

    ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        PolledInput.OfThread mine = polled.ofThisThread();
        if (mine.waitingBytes() < bounds.bytes()) {
            boolean isReady = gathered.keySet().stream().anyMatch(each -> !paused.contains(each));
            gather(mine, isReady ? Duration.ZERO : timeout);
        } else {
            holdBack();
        }
        ConsumerRecords<byte[], byte[]> result = handOver(mine);
        learnPositions(mine);
        return result;
    }

    private void gather(PolledInput.OfThread mine, Duration timeout) {
        int more = take(source.poll(timeout));
        // Fewer than the consumer may hand over: it has no more.
        while (more >= innerPoll
                && records + innerPoll <= bounds.records()
                && mine.waitingBytes() + bytes < bounds.bytes()) {
            more = take(source.poll(Duration.ZERO));
        }
    }

    /** Polls all the same, so that the group hears from this member. */
    private void holdBack() {
        Set<TopicPartition> held = new HashSet<>(source.assignment());
        held.removeAll(paused);
        source.pause(held);
        try {
            take(source.poll(Duration.ZERO));
        } finally {
            held.retainAll(source.assignment());
            held.removeAll(paused); // Kafka Streams may have paused some meanwhile.
            source.resume(held);
        }
    }

    private int take(ConsumerRecords<byte[], byte[]> more) {
        for (TopicPartition partition : more.partitions()) {
            Gathered into = gathered.computeIfAbsent(partition, none -> new Gathered());
            List<ConsumerRecord<byte[], byte[]>> its = more.records(partition);
            long size = 0;
            for (ConsumerRecord<byte[], byte[]> each : its) {
                size += PolledInput.bytes(each.key(), each.value(), each.headers());
            }
            into.records.addAll(its);
            into.bytes += size;
            records += its.size();
            bytes += size;
        }
        more.nextOffsets()
                .forEach((partition, next) -> gathered.computeIfAbsent(partition, none -> new Gathered()).next = next);
        return more.count();
    }

    private ConsumerRecords<byte[], byte[]> handOver(PolledInput.OfThread mine) {
        if (gathered.isEmpty()) {
            return ConsumerRecords.empty();
        }
        Set<TopicPartition> assigned = source.assignment();
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> handed = new HashMap<>();
        Map<TopicPartition, OffsetAndMetadata> nextOffsets = new HashMap<>();
        Iterator<Map.Entry<TopicPartition, Gathered>> all = gathered.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<TopicPartition, Gathered> each = all.next();
            TopicPartition partition = each.getKey();
            Gathered its = each.getValue();
            boolean isAssigned = assigned.contains(partition);
            if (!isAssigned || !paused.contains(partition)) {
                all.remove();
                records -= its.records.size();
                bytes -= its.bytes;
                if (isAssigned) {
                    note(mine, partition, its);
                    if (!its.records.isEmpty()) {
                        handed.put(partition, its.records);
                    }
                    if (its.next != null) {
                        nextOffsets.put(partition, its.next);
                    }
                }
            }
        }
        return new ConsumerRecords<>(handed, nextOffsets);
    }

    private static void note(PolledInput.OfThread mine, TopicPartition partition, Gathered its) {
        if (!its.records.isEmpty()) {
            mine.polled(partition, its.records.get(0).offset(), its.records.size(), its.bytes);
            // An interceptor can lose the offset that follows.
            mine.advanced(partition, its.records.get(its.records.size() - 1).offset() + 1);
        }
        if (its.next != null) {
            mine.advanced(partition, its.next.offset());
        }
    }

    /** For partitions from which nothing ever came: after a restart with nothing new, or with nothing at all. */
    private void learnPositions(PolledInput.OfThread mine) {
        for (TopicPartition partition : source.assignment()) {
            if (!mine.isPositionKnown(partition)
                    && !paused.contains(partition)
                    && !gathered.containsKey(partition)
                    // There is none before the broker has answered, and to ask for the position would wait for it.
                    && source.currentLag(partition).isPresent()) {
                try {
                    mine.advanced(partition, source.position(partition, Duration.ZERO));
                } catch (KafkaException notYet) {
                    // Being reset or validated; what is wrong comes up in the next poll.
                }
            }
        }
    }

    /** Kafka Streams has paused these. */
    void paused(Collection<TopicPartition> partitions) {
        paused.addAll(partitions);
    }

    /** Kafka Streams has resumed these. */
    void resumed(Collection<TopicPartition> partitions) {
        paused.removeAll(partitions);
    }

    /** These are read from elsewhere, or by nobody here. */
    void drop(Collection<TopicPartition> partitions) {
        PolledInput.OfThread mine = polled.ofThisThread();
        for (TopicPartition partition : partitions) {
            Gathered gone = gathered.remove(partition);
            if (gone != null) {
                records -= gone.records.size();
                bytes -= gone.bytes;
            }
            mine.forget(partition);
        }
    }

    /** These are no longer of this consumer. */
    void lose(Collection<TopicPartition> partitions) {
        drop(partitions);
        paused.removeAll(partitions);
    }

    /** The position that the thread knows of: below what it has not been handed. Empty: the consumer's. */
    OptionalLong position(TopicPartition partition) {
        Gathered its = gathered.get(partition);
        return its == null || its.records.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(its.records.get(0).offset());
    }
}
