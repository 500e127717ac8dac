package dev.taskflow.benchmarks;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;

/**
 * How much has been written to each topic of a broker, Kafka's own topics included. Transactions' markers count as records.
 *
 * @param topics by name
 */
record KafkaVolume(Map<String, Topic> topics) {
    /** Where there is no Kafka. */
    static final KafkaVolume NONE = new KafkaVolume(Map.of());

    /**
     * One topic's part.
     *
     * @param records its end offsets together
     * @param bytes of its logs, without their indexes
     */
    record Topic(long records, long bytes) {
        Topic plus(Topic other) {
            return new Topic(records + other.records, bytes + other.bytes);
        }
    }

    static KafkaVolume of(Admin admin) throws ExecutionException, InterruptedException {
        Map<String, Topic> topics = new TreeMap<>();
        var names = admin.listTopics(new ListTopicsOptions().listInternal(true))
                .names()
                .get();
        Map<TopicPartition, OffsetSpec> ends = admin.describeTopics(names).allTopicNames().get().values().stream()
                .flatMap(KafkaVolume::partitions)
                .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
        admin.listOffsets(ends)
                .all()
                .get()
                .forEach((partition, end) -> topics.merge(partition.topic(), new Topic(end.offset(), 0), Topic::plus));
        var brokers = admin.describeCluster().nodes().get().stream()
                .map(node -> node.id())
                .toList();
        for (Map<String, LogDirDescription> directories :
                admin.describeLogDirs(brokers).allDescriptions().get().values()) {
            for (LogDirDescription directory : directories.values()) {
                directory
                        .replicaInfos()
                        .forEach((partition, replica) ->
                                topics.merge(partition.topic(), new Topic(0, replica.size()), Topic::plus));
            }
        }
        return new KafkaVolume(topics);
    }

    private static Stream<TopicPartition> partitions(TopicDescription topic) {
        return topic.partitions().stream().map(each -> new TopicPartition(topic.name(), each.partition()));
    }

    /** What was written since then, of topics with any. */
    KafkaVolume since(KafkaVolume before) {
        Map<String, Topic> written = new TreeMap<>();
        topics.forEach((name, now) -> {
            Topic then = before.topics.getOrDefault(name, new Topic(0, 0));
            Topic more = new Topic(now.records - then.records, now.bytes - then.bytes);
            if (more.records != 0) {
                written.put(name, more);
            }
        });
        return new KafkaVolume(written);
    }

    /** All topics together. */
    Topic total() {
        return topics.values().stream().reduce(new Topic(0, 0), Topic::plus);
    }
}
