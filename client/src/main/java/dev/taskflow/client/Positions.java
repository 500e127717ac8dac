package dev.taskflow.client;

import dev.taskflow.topics.FlowPartitioner;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** Where in a topic a consumer without a group reads. For use by the consumer's thread. */
final class Positions {
    private final Consumer<?, ?> consumer;
    private final String topic;
    private final Duration limit;

    Positions(Consumer<?, ?> consumer, String topic, Duration limit) {
        this.consumer = consumer;
        this.topic = topic;
        this.limit = limit;
    }

    /** Goes to the end of every partition that there is; the ends are known when this returns. */
    void toEnd() {
        Set<TopicPartition> partitions = partitions();
        if (partitions.isEmpty()) {
            throw new UnknownTopicOrPartitionException("there is no topic " + topic
                    + ", or this user may not see it: create it ('taskflow topics apply' does) or check topic.prefix");
        }
        consumer.assign(partitions); // Before the ends are asked for: the consumer keeps them with its assignment.
        consumer.endOffsets(partitions, limit).forEach(consumer::seek);
    }

    /** Begins with partitions that were not there before: at their beginning, since a record may be on them already. */
    void addNewPartitions() {
        Set<TopicPartition> known = consumer.assignment();
        Set<TopicPartition> all = partitions();
        if (all.size() > known.size()) {
            Set<TopicPartition> added = new HashSet<>(all);
            added.removeAll(known);
            consumer.assign(all); // positions of the others stay
            consumer.seekToBeginning(added);
        }
    }

    /** What the consumer knows of the topic; asks only at the first time, later the metadata is renewed as it polls. */
    private Set<TopicPartition> partitions() {
        @Nullable List<PartitionInfo> found = consumer.partitionsFor(topic, limit);
        Collection<PartitionInfo> infos = found == null ? List.of() : found;
        return infos.stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .collect(Collectors.toUnmodifiableSet());
    }

    TopicPartition partitionOf(String flowId) {
        return new TopicPartition(
                topic, FlowPartitioner.partitionOf(flowId, consumer.assignment().size()));
    }

    /** Where the partition is read next. */
    long of(TopicPartition partition) {
        return consumer.position(partition, limit);
    }

    /** Before which offset of the partition there is nothing of this time or later; null if there is nothing at all. */
    @Nullable
    Long since(TopicPartition partition, Instant time) {
        OffsetAndTimestamp found = consumer.offsetsForTimes(Map.of(partition, time.toEpochMilli()), limit)
                .get(partition);
        return found == null ? null : found.offset();
    }

    void moveTo(TopicPartition partition, long offset) {
        consumer.seek(partition, offset);
    }
}
