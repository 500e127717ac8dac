package dev.taskflow.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.topics.FlowPartitioner;
import dev.taskflow.topics.Topic;
import dev.taskflow.v1.CommandOutcome;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.FlowEventType;
import dev.taskflow.v1.TaskCompleted;
import dev.taskflow.v1.TaskOutcome;
import dev.taskflow.v1.TaskStatus;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Contract, section 2: what is on a wrong partition, or has no or a wrong key, is sent on once and takes effect. */
class MisroutedInputIT extends BadInputCase {
    private static final String REROUTED = "taskflow.rerouted-from";

    @Test
    void aRecordWithoutItsKeyOrOnAWrongPartitionTakesEffectAndKeepsItsHeaders() {
        double before = processor.metrics().total("rerouted");
        for (Detour detour : Detour.values()) {
            FlowClient flow = taskflow.flow(UUID.randomUUID().toString());
            FlowCommand create = flow.createCommand(FlowClient.specs("a"), each -> each);
            sentOn(detour.of(taskflow.inputs().recordOf(create), flow.id()), flow.id());
            assertThat(flow.answer(create).getOutcome()).as(detour.name()).isEqualTo(CommandOutcome.ACCEPTED);

            TaskCompleted completed =
                    TaskCompleted.newBuilder().setOutcome(TaskOutcome.SUCCEEDED).build();
            sentOn(
                    detour.of(
                            taskflow.inputs()
                                    .recordOf(flow.report("a")
                                            .setCompleted(completed)
                                            .build()),
                            flow.id()),
                    flow.id());
            flow.awaitStatus("a", TaskStatus.SUCCEEDED);

            taskflow.observer().awaitDrained();
            assertThat(flow.answers(create)).as(detour.name()).hasSize(1);
            assertThat(flow.history())
                    .as(detour.name())
                    .containsExactly(
                            FlowEventType.FLOW_CREATED, FlowEventType.TASK_SPAWNED, FlowEventType.TASK_STATUS_CHANGED);
        }
        assertThat(processor.metrics().total("rerouted") - before).isEqualTo(2.0 * Detour.values().length);
    }

    /** Sends it, waits until it is sent on, and checks that it is what it was. */
    private static void sentOn(ProducerRecord<byte @Nullable [], byte @Nullable []> record, String flowId) {
        record.headers().add("own", new byte[] {1}).add("own", null);
        RecordMetadata place = taskflow.inputs().send(record);
        List<ConsumerRecord<byte @Nullable [], byte[]>> found = TopicLog.await(
                "re-routed record of " + flowId,
                () -> taskflow.observer().inputs(topicOf(record)).records().stream()
                        .filter(each -> each.headers().lastHeader(REROUTED) != null
                                && Arrays.equals(each.value(), record.value()))
                        .toList(),
                each -> !each.isEmpty());
        ConsumerRecord<byte @Nullable [], byte[]> sentOn = found.get(0);
        assertThat(TopicLog.keyOf(sentOn)).isEqualTo(flowId);
        assertThat(sentOn.partition()).isEqualTo(FlowPartitioner.partitionOf(flowId, TaskFlowFixture.FLOW_PARTITIONS));
        assertThat(ByteBuffer.wrap(sentOn.headers()
                                .lastHeader("taskflow.event-time")
                                .value())
                        .getLong())
                .as("X3: the first time")
                .isEqualTo(place.timestamp());
        assertThat(Arrays.copyOf(sentOn.headers().toArray(), 2))
                .isEqualTo(record.headers().toArray());
        assertThat(new String(sentOn.headers().lastHeader(REROUTED).value(), UTF_8))
                .isEqualTo(Integer.toString(place.partition()));
    }

    private static Topic<?> topicOf(ProducerRecord<?, ?> record) {
        return record.topic().equals(taskflow.topics().flowCommands().name())
                ? taskflow.topics().flowCommands()
                : taskflow.topics().taskEvents();
    }

    @Test
    void aRecordThatWasSentOnAndIsMisroutedAgainBecomesADeadLetter() {
        FlowClient flow = taskflow.flow(UUID.randomUUID().toString());
        ProducerRecord<byte @Nullable [], byte @Nullable []> record = Detour.WRONG_PARTITION.of(
                taskflow.inputs().recordOf(flow.createCommand(FlowClient.specs(), each -> each)), flow.id());
        record.headers().add(REROUTED, "1".getBytes(UTF_8));

        RecordMetadata place = taskflow.inputs().send(record);

        DeadLetter letter = DeadLetter.of(taskflow, place).assertUnchanged(record, place);
        assertThat(letter.message()).contains("still on a wrong partition");
        assertThat(flow.history()).isEmpty();
    }

    /** How clients miss a flow's partition. */
    private enum Detour {
        NO_KEY {
            @Override
            ProducerRecord<byte @Nullable [], byte @Nullable []> of(
                    ProducerRecord<byte @Nullable [], byte @Nullable []> good, String flowId) {
                return new ProducerRecord<>(good.topic(), good.value());
            }
        },
        WRONG_KEY {
            @Override
            ProducerRecord<byte @Nullable [], byte @Nullable []> of(
                    ProducerRecord<byte @Nullable [], byte @Nullable []> good, String flowId) {
                return new ProducerRecord<>(good.topic(), "another-flow".getBytes(UTF_8), good.value());
            }
        },
        KEY_THAT_IS_NO_TEXT_ON_THE_RIGHT_PARTITION {
            @Override
            ProducerRecord<byte @Nullable [], byte @Nullable []> of(
                    ProducerRecord<byte @Nullable [], byte @Nullable []> good, String flowId) {
                int right = FlowPartitioner.partitionOf(flowId, TaskFlowFixture.FLOW_PARTITIONS);
                return new ProducerRecord<>(good.topic(), right, new byte[] {-1, 0, -2}, good.value());
            }
        },
        WRONG_PARTITION {
            @Override
            ProducerRecord<byte @Nullable [], byte @Nullable []> of(
                    ProducerRecord<byte @Nullable [], byte @Nullable []> good, String flowId) {
                return new ProducerRecord<>(good.topic(), wrongPartition(flowId), good.key(), good.value());
            }
        };

        abstract ProducerRecord<byte @Nullable [], byte @Nullable []> of(
                ProducerRecord<byte @Nullable [], byte @Nullable []> good, String flowId);
    }
}
