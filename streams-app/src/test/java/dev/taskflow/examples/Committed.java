package dev.taskflow.examples;

import dev.taskflow.app.dev.DevInstallation;
import dev.taskflow.serde.AvroDeserializer;
import dev.taskflow.topics.Topic;
import dev.taskflow.v1.FlowEvent;
import dev.taskflow.v1.TaskStatus;
import dev.taskflow.v1.TaskStatusChanged;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * What a {@code read_committed} reader finds on the topics of an installation. Topics of one transaction show its records one
 * after the other: so what must come is waited for.
 */
record Committed(DevInstallation installation) {

    /** The records of one key that are on the topic when this is called, by partition and offset. */
    <V extends SpecificRecord> List<ConsumerRecord<String, V>> records(Topic<V> topic, String key) {
        AvroDeserializer<V> values = new AvroDeserializer<>(topic.valueType());
        values.configure(Map.of("schema.registry.url", installation.registry()), false);
        return records(topic, values).stream()
                .filter(each -> each.key().equals(key))
                .sorted(Comparator.<ConsumerRecord<String, V>>comparingInt(ConsumerRecord::partition)
                        .thenComparingLong(ConsumerRecord::offset))
                .toList();
    }

    /** Waits for a first dead letter. */
    void awaitDeadLetter() {
        await("a dead letter")
                .until(() -> !records(installation.config().topics().deadLetters(), new ByteArrayDeserializer())
                        .isEmpty());
    }

    /** Waits until this is the task's status. */
    void awaitStatus(String flow, String runId, TaskStatus status) {
        await(flow + "/" + runId + " " + status)
                .until(() -> statuses(flow, runId).stream().anyMatch(status::equals));
    }

    /** The statuses that a task has had. */
    List<TaskStatus> statuses(String flow, String runId) {
        return history(flow).stream()
                .flatMap(event -> event.getTaskStatusChanged().stream())
                .filter(change -> change.getRunId().equals(runId))
                .map(TaskStatusChanged::getStatus)
                .toList();
    }

    /** Waits until the flow has settled, and everything that says so can be read. */
    void awaitSettled(String flow) {
        await(flow + " settled")
                .until(() -> !records(installation.config().topics().flowSettled(), flow)
                                .isEmpty()
                        && history(flow).stream()
                                .anyMatch(event -> event.getFlowSettled().isPresent()));
    }

    /** The flow's events, by partition and offset. */
    List<FlowEvent> history(String flow) {
        return records(installation.config().topics().flowEvents(), flow).stream()
                .map(ConsumerRecord::value)
                .toList();
    }

    private static ConditionFactory await(String what) {
        return Awaitility.await(what).pollInSameThread().atMost(Run.PATIENCE);
    }

    private <V> List<ConsumerRecord<String, V>> records(Topic<V> topic, Deserializer<V> values) {
        Map<String, Object> settings = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                installation.kafka(),
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed");
        List<ConsumerRecord<String, V>> found = new ArrayList<>();
        try (KafkaConsumer<String, V> consumer = new KafkaConsumer<>(settings, new StringDeserializer(), values)) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic.name()).stream()
                    .map(info -> new TopicPartition(topic.name(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream()
                    .anyMatch(each -> consumer.position(each) < Objects.requireNonNull(ends.get(each)))) {
                consumer.poll(Duration.ofMillis(100)).forEach(found::add);
            }
        }
        return found;
    }
}
