package dev.taskflow.it;

import static dev.taskflow.it.FlowClient.spec;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.v1.CommandOutcome;
import dev.taskflow.v1.CommandResult;
import dev.taskflow.v1.Completion;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.FlowEventType;
import dev.taskflow.v1.FlowSettled;
import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.TaskReceipt;
import dev.taskflow.v1.TaskSpec;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A producer, two pools of workers and a consumer of settlements, over Kafka. */
class MainStoryIT {
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @RegisterExtension
    private static final TaskFlowFixture taskflow = TaskFlowFixture.provisioned();

    @SuppressWarnings("NullAway.Init")
    private static RunningProcessor processor;

    @BeforeAll
    static void start() {
        processor = taskflow.startProcessor("a");
        taskflow.startWorker(TaskFlowFixture.RUNTIME);
        taskflow.startWorker(TaskFlowFixture.OTHER_RUNTIME);
    }

    @Test
    void S1_aFlowOfFourTasksOnTwoRuntimesSucceedsOnce() {
        FlowClient flow = taskflow.flow("story");

        FlowCommand create = flow.createCommand(fourTasks(), each -> each.setCompletion(Completion.WHEN_TASKS_SETTLE));
        CommandResult accepted = flow.send(create);
        FlowSettled settled = flow.settled();
        CommandResult replayed = flow.send(create);

        assertThat(accepted.getOutcome()).isEqualTo(CommandOutcome.ACCEPTED);
        assertThat(accepted.getTasks())
                .extracting(TaskReceipt::getTaskId)
                .containsExactly("story/a", "story/b", "story/c", "story/d");
        assertThat(settled.getStatus()).isEqualTo(FlowStatus.SUCCEEDED);
        assertThat(settled.getTasks().getSucceeded()).isEqualTo(4);
        assertThat(settled.getTasks().getActive()).isZero();
        assertThat(replayed.getOutcome()).isEqualTo(CommandOutcome.REPLAYED);
        assertThat(replayed.getStatus()).contains(FlowStatus.SUCCEEDED);
        assertThat(flow.history())
                .filteredOn(FlowEventType.TASK_STATUS_CHANGED::equals)
                .hasSize(8);
        assertThat(flow.history()).endsWith(FlowEventType.FLOW_SETTLED);
        assertThat(flow.settled()).as("after the redelivery").isEqualTo(settled);
        processor.assertHealthy();
    }

    @Test
    void everyOutputCarriesCloudEventsAndTheTraceOfItsCause() {
        FlowClient flow = taskflow.flow("traced");
        FlowCommand create = flow.createCommand(fourTasks(), each -> each);
        ProducerRecord<byte @Nullable [], byte @Nullable []> record =
                taskflow.inputs().recordOf(create);
        record.headers().add("traceparent", TRACE.getBytes(UTF_8)).add("private", new byte[] {1});

        taskflow.inputs().send(record);
        flow.answer(create);

        Observer observer = taskflow.observer();
        assertCarriesTrace("dev.taskflow.v1.FlowEvent", 5, observer.flowEvents());
        assertCarriesTrace("dev.taskflow.v1.CommandResult", 1, observer.commandResults());
        assertCarriesTrace("dev.taskflow.v1.TaskDispatch", 2, observer.dispatches(TaskFlowFixture.RUNTIME));
        assertCarriesTrace("dev.taskflow.v1.TaskDispatch", 2, observer.dispatches(TaskFlowFixture.OTHER_RUNTIME));
    }

    private static <V> void assertCarriesTrace(String type, int count, TopicLog<V> log) {
        List<ConsumerRecord<byte @Nullable [], V>> traced = log.records().stream()
                .filter(each -> each.headers().lastHeader("traceparent") != null)
                .toList();
        assertThat(traced).as(type).hasSize(count).allSatisfy(each -> {
            assertThat(text(each.headers(), "ce_specversion")).isEqualTo("1.0");
            assertThat(text(each.headers(), "ce_type")).isEqualTo(type);
            assertThat(text(each.headers(), "ce_source")).isNotBlank();
            assertThat(Instant.parse(text(each.headers(), "ce_time")).toEpochMilli())
                    .isLessThanOrEqualTo(each.timestamp());
            assertThat(each.timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);
            assertThat(text(each.headers(), "ce_subject")).isEqualTo(TopicLog.keyOf(each));
            assertThat(text(each.headers(), "traceparent")).isEqualTo(TRACE);
            assertThat(each.headers().lastHeader("private")).isNull();
        });
        assertThat(traced.stream().map(each -> text(each.headers(), "ce_id")))
                .as("ce_id")
                .doesNotHaveDuplicates();
    }

    private static String text(Headers headers, String name) {
        List<Header> found =
                StreamSupport.stream(headers.headers(name).spliterator(), false).toList();
        assertThat(found).as(name).hasSize(1);
        return new String(found.get(0).value(), UTF_8);
    }

    private static List<TaskSpec> fourTasks() {
        return List.of(
                spec("a", TaskFlowFixture.RUNTIME),
                spec("b", TaskFlowFixture.OTHER_RUNTIME),
                spec("c", TaskFlowFixture.RUNTIME),
                spec("d", TaskFlowFixture.OTHER_RUNTIME));
    }
}
