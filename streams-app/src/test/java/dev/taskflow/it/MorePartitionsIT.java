package dev.taskflow.it;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.taskflow.app.NotProvisioned;
import dev.taskflow.app.ProcessorFailed;
import dev.taskflow.app.TaskFlowConfig;
import dev.taskflow.app.TaskFlowProcessor;
import dev.taskflow.topics.Topic;
import dev.taskflow.v1.Completion;
import dev.taskflow.v1.FlowSettled;
import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.TaskOutcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The README's "More partitions": the ways that lose nothing, and what is said where partitions were added as they are. */
class MorePartitionsIT {
    private static final int MORE = 5;

    @RegisterExtension
    private final TaskFlowFixture taskflow = TaskFlowFixture.provisioned();

    @Test
    void aSecondInstallationTakesTheNewFlowsAndTheFirstEndsThoseItHas(@TempDir Path folder) throws Exception {
        RunningProcessor first = taskflow.startProcessor("a");
        List<FlowClient> before = taskflow.flowsOnEveryPartition();

        TaskFlowFixture second = beside(folder, "-more", Map.of("flow.partitions", Integer.toString(MORE)));
        try {
            second.startProcessor("a");
            List<FlowClient> after =
                    Stream.of("n1", "n2", "n3", "n4").map(second::flow).toList();
            after.forEach(flow -> second.inputs()
                    .send(flow.createCommand(
                            FlowClient.specs("only"), each -> each.setCompletion(Completion.WHEN_TASKS_SETTLE))));
            after.forEach(flow -> flow.completed("only", TaskOutcome.SUCCEEDED));

            assertThat(after)
                    .allSatisfy(flow -> assertThat(flow.settled().getStatus()).isEqualTo(FlowStatus.SUCCEEDED));
            taskflow.assertSucceed(before);
            first.close();
        } finally {
            second.end();
        }
    }

    @Test
    void partitionsThatWereAddedAreNamedAndAnotherPrefixGoesOnWithTheState(@TempDir Path folder) throws Exception {
        RunningProcessor first = taskflow.startProcessor("a");
        List<FlowClient> flows = taskflow.flowsOnEveryPartition();
        first.close();
        addPartitions();
        flows.forEach(flow -> flow.completed("only", TaskOutcome.SUCCEEDED)); // by workers that know of nothing

        TaskFlowConfig config = taskflow.config();
        assertThatThrownBy(() -> TaskFlowProcessor.start(TaskFlowConfig.of(taskflow.settings("a")))
                        .close())
                .asInstanceOf(type(NotProvisioned.class))
                .satisfies(refused -> assertThat(refused.problems())
                        .hasSize(2)
                        .first()
                        .asString()
                        .startsWith("topic " + config.topics().flowCommands().name() + " has " + MORE
                                + " partitions, but the changelogs " + config.applicationId() + "-flows-changelog, ")
                        .contains(" have " + TaskFlowFixture.FLOW_PARTITIONS + ": ", "do not reset the application"));

        TaskFlowFixture moved = beside(folder, "-moved", Map.of("application.id", config.applicationId()));
        try {
            copyWhatIsUnread(config.topics().flowCommands(), moved.topics().flowCommands(), moved);
            copyWhatIsUnread(config.topics().taskEvents(), moved.topics().taskEvents(), moved);
            moved.startProcessor("b");

            assertThat(flows).allSatisfy(flow -> assertThat(settled(moved, flow.id()))
                    .returns(FlowStatus.SUCCEEDED, FlowSettled::getStatus)
                    .returns(1, end -> end.getTasks().getSucceeded()));
        } finally {
            moved.end();
        }
    }

    @Test
    void partitionsThatAreAddedToARunningProcessorEndItInOurWords() throws Exception {
        Map<String, String> settings = new HashMap<>(taskflow.settings("a"));
        settings.put("kafka.consumer.metadata.max.age.ms", "500"); // how soon a consumer hears of it
        TaskFlowProcessor running = TaskFlowProcessor.start(TaskFlowConfig.of(settings));
        try (running) {
            running.awaitReady(TopicLog.PATIENCE);

            addPartitions();

            assertThat(running.stopped())
                    .failsWithin(TopicLog.PATIENCE)
                    .withThrowableOfType(ExecutionException.class)
                    .havingCause()
                    .isInstanceOf(ProcessorFailed.class)
                    .withMessageContaining("flow-commands and task-events are not as many as those of the changelogs")
                    .withMessageContaining("do not reset the application");
        }
    }

    /** The end of a flow whose history began under the other prefix. */
    private static FlowSettled settled(TaskFlowFixture moved, String flowId) {
        return moved.observer().flowSettled().awaitValue("end of " + flowId, end -> end.getFlowId()
                .equals(flowId));
    }

    private TaskFlowFixture beside(Path folder, String suffix, Map<String, String> further) {
        String id = taskflow.config().applicationId() + suffix;
        return TaskFlowFixture.on(taskflow.kafka(), taskflow.registryUrl(), id, folder, further);
    }

    private void addPartitions() throws Exception {
        Map<String, NewPartitions> more = new HashMap<>();
        Stream.of(taskflow.topics().flowCommands(), taskflow.topics().taskEvents())
                .map(Topic::name)
                .forEach(name -> more.put(name, NewPartitions.increaseTo(MORE)));
        try (Admin admin = admin()) {
            admin.createPartitions(more).all().get();
            for (String name : more.keySet()) {
                TopicLog.await("partitions of " + name, () -> ledPartitions(admin, name) == MORE);
            }
        }
    }

    private static long ledPartitions(Admin admin, String topic) throws Exception {
        return requireNonNull(admin.describeTopics(List.of(topic))
                        .allTopicNames()
                        .get()
                        .get(topic))
                .partitions()
                .stream()
                .filter(partition -> partition.leader() != null)
                .count();
    }

    /** As kcat or MirrorMaker does it: bytes, keys and headers as they are, from where the processor has read to. */
    private void copyWhatIsUnread(Topic<?> from, Topic<?> to, TaskFlowFixture moved) throws Exception {
        Map<TopicPartition, Long> ends = new HashMap<>();
        try (Admin admin = admin();
                KafkaConsumer<byte @Nullable [], byte @Nullable []> reader = new KafkaConsumer<>(
                        Map.of("bootstrap.servers", taskflow.kafka().bootstrapServers()),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            Map<TopicPartition, OffsetAndMetadata> read = admin.listConsumerGroupOffsets(
                            taskflow.config().applicationId())
                    .partitionsToOffsetAndMetadata()
                    .get();
            for (int partition = 0; partition < MORE; partition++) {
                TopicPartition place = new TopicPartition(from.name(), partition);
                ends.put(
                        place,
                        admin.listOffsets(Map.of(place, OffsetSpec.latest()))
                                .partitionResult(place)
                                .get()
                                .offset());
            }
            reader.assign(ends.keySet());
            ends.keySet().forEach(place -> {
                OffsetAndMetadata next = read.get(place);
                reader.seek(place, next == null ? 0 : next.offset());
            });
            List<ProducerRecord<byte @Nullable [], byte @Nullable []>> copies = new ArrayList<>();
            TopicLog.await("the end of " + from.name(), () -> {
                ConsumerRecords<byte @Nullable [], byte @Nullable []> some = reader.poll(Duration.ofMillis(100));
                some.forEach(each ->
                        copies.add(new ProducerRecord<>(to.name(), null, each.key(), each.value(), each.headers())));
                return ends.entrySet().stream().allMatch(end -> reader.position(end.getKey()) >= end.getValue());
            });
            copies.forEach(copy -> moved.inputs().send(copy));
        }
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", taskflow.kafka().bootstrapServers()));
    }
}
