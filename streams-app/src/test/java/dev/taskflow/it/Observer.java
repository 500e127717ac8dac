package dev.taskflow.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskflow.app.TaskFlowConfig;
import dev.taskflow.serde.AvroDeserializer;
import dev.taskflow.topics.FlowPartitioner;
import dev.taskflow.topics.Topic;
import dev.taskflow.topics.TopicCatalogue;
import dev.taskflow.v1.CommandResult;
import dev.taskflow.v1.FlowEvent;
import dev.taskflow.v1.FlowEventType;
import dev.taskflow.v1.FlowSettled;
import dev.taskflow.v1.TaskCancellation;
import dev.taskflow.v1.TaskDispatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/** Sees all topics of an installation as {@code read_committed} readers do. For use by one thread. */
final class Observer implements AutoCloseable {
    private final TaskFlowConfig config;
    private final TopicCatalogue topics;
    private final Admin admin;
    private final Map<String, TopicLog<?>> logs = new HashMap<>();

    Observer(TaskFlowConfig config, Admin admin) {
        this.config = config;
        this.topics = config.topics();
        this.admin = admin;
    }

    TopicLog<FlowEvent> flowEvents() {
        return log(topics.flowEvents());
    }

    TopicLog<FlowSettled> flowSettled() {
        return log(topics.flowSettled());
    }

    TopicLog<CommandResult> commandResults() {
        return log(topics.commandResults());
    }

    TopicLog<TaskDispatch> dispatches(String runtime) {
        return log(topics.tasks(runtime));
    }

    TopicLog<TaskCancellation> taskCancellations() {
        return log(topics.taskCancellations());
    }

    /** As bytes. */
    TopicLog<byte[]> deadLetters() {
        return log("", topics.deadLetters().name(), new ByteArrayDeserializer());
    }

    /** As bytes. */
    TopicLog<byte[]> inputs(Topic<?> topic) {
        return log("", topic.name(), new ByteArrayDeserializer());
    }

    private <V extends SpecificRecord> TopicLog<V> log(Topic<V> topic) {
        AvroDeserializer<V> deserializer = new AvroDeserializer<>(topic.valueType());
        deserializer.configure(config.schemaRegistry(), false);
        return log("decoded ", topic.name(), deserializer);
    }

    @SuppressWarnings("unchecked") // One name, one deserializer.
    private <V> TopicLog<V> log(String how, String topic, Deserializer<V> values) {
        return (TopicLog<V>)
                logs.computeIfAbsent(how + topic, name -> new TopicLog<>(config.bootstrapServers(), topic, values));
    }

    /**
     * S1 and the history's order, for one flow: settled once on {@code flow-settled}, once and with the same record in
     * {@code flow-events}, the sequence without gaps, the revision never falling, all tasks counted.
     */
    FlowSettled assertSettledOnce(String flowId) {
        List<FlowSettled> settled = flowSettled().values(flowId);
        List<FlowEvent> events = flowEvents().values(flowId);
        assertThat(settled).as("flow-settled of " + flowId).hasSize(1);
        assertThat(events.stream().map(FlowEvent::getFlowSettled).flatMap(Optional::stream))
                .as("FlowSettled in flow-events of " + flowId)
                .isEqualTo(settled);
        assertGapless(flowId, events);
        long spawned = events.stream()
                .filter(event -> event.getType() == FlowEventType.TASK_SPAWNED)
                .count();
        assertThat(settled.get(0).getTasks().getTotal())
                .as("tasks of " + flowId)
                .isEqualTo((int) spawned);
        return settled.get(0);
    }

    private static void assertGapless(String flowId, List<FlowEvent> events) {
        assertThat(events.stream().map(FlowEvent::getSequence))
                .as("sequence of " + flowId)
                .isEqualTo(LongStream.rangeClosed(1, events.size()).boxed().toList());
        assertThat(events.stream().map(FlowEvent::getRevision))
                .as("revision of " + flowId)
                .isSorted();
        assertThat(events.stream().map(FlowEvent::getEventId))
                .as("event ids of " + flowId)
                .doesNotHaveDuplicates();
    }

    /**
     * Waits until all input is processed and committed, so that whatever follows from it can be read. What is not there then
     * does not come any more, timers aside.
     */
    void awaitDrained() {
        await("all input is processed")
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .atMost(TopicLog.PATIENCE)
                .untilAsserted(() -> assertThat(unprocessed()).isEmpty());
    }

    /** Whether all input is processed and committed now. */
    boolean isDrained() throws ExecutionException, InterruptedException {
        return unprocessed().isEmpty();
    }

    private List<String> unprocessed() throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(config.applicationId())
                .partitionsToOffsetAndMetadata()
                .get();
        List<String> unprocessed = new ArrayList<>();
        Stream.of(topics.flowCommands(), topics.taskEvents())
                .flatMap(topic -> inputs(topic).records().stream())
                .forEach(each -> {
                    OffsetAndMetadata done = committed.get(new TopicPartition(each.topic(), each.partition()));
                    if (done == null || done.offset() <= each.offset()) {
                        unprocessed.add(each.topic() + "-" + each.partition() + "@" + each.offset());
                    }
                });
        return unprocessed;
    }

    /** How many processors have a share of the flows. */
    long instancesWithPartitions() throws ExecutionException, InterruptedException {
        return members().stream()
                .filter(member -> flowPartitions(member).findAny().isPresent())
                .count();
    }

    /** The {@code group.instance.id} of the processor that has this flow. */
    String instanceOf(String flowId) throws ExecutionException, InterruptedException {
        int partition =
                FlowPartitioner.partitionOf(flowId, topics.flowCommands().partitions());
        return members().stream()
                .filter(member -> flowPartitions(member).anyMatch(each -> each.partition() == partition))
                .flatMap(member -> member.groupInstanceId().stream())
                .map(Observer::withoutThread)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no instance has partition " + partition));
    }

    /** Kafka Streams adds a number for each of its threads. */
    private static String withoutThread(String memberInstanceId) {
        return memberInstanceId.replaceFirst("-\\d+$", "");
    }

    private Stream<TopicPartition> flowPartitions(MemberDescription member) {
        return member.assignment().topicPartitions().stream()
                .filter(partition ->
                        partition.topic().equals(topics.flowCommands().name()));
    }

    private List<MemberDescription> members() throws ExecutionException, InterruptedException {
        String group = config.applicationId();
        try {
            return admin.describeConsumerGroups(List.of(group)).all().get().values().stream()
                    .flatMap(description -> description.members().stream())
                    .toList();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return List.of(); // Nobody has joined it yet.
            }
            throw e;
        }
    }

    @Override
    public void close() {
        logs.values().forEach(TopicLog::close);
    }
}
