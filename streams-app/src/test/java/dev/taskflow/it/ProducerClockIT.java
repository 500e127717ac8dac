package dev.taskflow.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.topics.Topic;
import dev.taskflow.topics.TopicCatalogue;
import dev.taskflow.v1.CommandOutcome;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.TaskCancellation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Producers whose clocks are wrong, or whose records have waited: their stamps say when something occurred, and decide nothing. */
class ProducerClockIT {
    private static final Duration EIGHT_DAYS = Duration.ofDays(8);

    private static final Duration A_WEEK = Duration.ofDays(7);

    private static final List<Function<TopicCatalogue, Topic<?>>> OUTPUTS = List.of(
            topics -> topics.tasks(TaskFlowFixture.RUNTIME),
            TopicCatalogue::flowEvents,
            TopicCatalogue::commandResults);

    @RegisterExtension
    private final ApartFixture apart = new ApartFixture(Map.of(
            "topic.retention.ms", Long.toString(EIGHT_DAYS.multipliedBy(2).toMillis()),
            "history.retention.ms", Long.toString(EIGHT_DAYS.multipliedBy(2).toMillis())));

    @Test
    void X3_theDispatchOfACommandStampedEightDaysAgoIsKeptByTheBroker() {
        TaskFlowFixture taskflow = apart.taskflow();
        apart.startProcessor(Map.of());
        FlowClient flow = taskflow.flow("waited");
        FlowCommand create = flow.createCommand(FlowClient.specs("only"), UnaryOperator.identity());

        sendStamped(create, Instant.now().minus(EIGHT_DAYS));
        assertThat(flow.answer(create).getOutcome()).isEqualTo(CommandOutcome.ACCEPTED);
        flow.dispatch("only");
        // Not before, or the broker may be faster than the processor.
        OUTPUTS.stream().map(output -> output.apply(taskflow.topics())).forEach(this::keepForAWeek);
        awaitRetentionChecks();

        OUTPUTS.stream().map(output -> output.apply(taskflow.topics())).forEach(topic -> assertThat(
                        recordsOf(topic.name()))
                .as("what the broker has kept of " + topic.name())
                .isNotEmpty());
    }

    @Test
    void K2_aCancelStampedHalfAMinuteAheadTellsAThousandChildrenBeforeThatTimeHasCome() {
        TaskFlowFixture taskflow = apart.taskflow();
        apart.startProcessor(Map.of());
        FlowClient flow = taskflow.flow("wide");
        Set<String> runIds = IntStream.range(0, 1_000).mapToObj(n -> "run-" + n).collect(Collectors.toSet());
        flow.create(runIds.toArray(String[]::new));
        runIds.forEach(flow::dispatch);

        Instant stamp = Instant.now().plusSeconds(30);
        sendStamped(flow.cancelCommand(), stamp);

        TopicLog.await("all children are told", () -> taskflow.observer().taskCancellations().values().stream()
                .map(TaskCancellation::getRunId)
                .collect(Collectors.toSet())
                .equals(runIds));
        assertThat(Instant.now()).as("when the last of them was told").isBefore(stamp);
    }

    private void sendStamped(FlowCommand command, Instant stamp) {
        ProducerRecord<byte @Nullable [], byte @Nullable []> record =
                apart.taskflow().inputs().recordOf(command);
        apart.taskflow()
                .inputs()
                .send(new ProducerRecord<>(record.topic(), null, stamp.toEpochMilli(), record.key(), record.value()));
    }

    private void keepForAWeek(Topic<?> topic) {
        apart.taskflow().alterTopic(topic.name(), TopicConfig.RETENTION_MS_CONFIG, Long.toString(A_WEEK.toMillis()));
    }

    /** Waits until the broker has looked twice, at the least, at all topics for what is too old to be kept. */
    private void awaitRetentionChecks() {
        String topic = apart.taskflow().config().topicPrefix() + "too-old";
        apart.taskflow()
                .createTopic(new NewTopic(topic, 1, (short) 1)
                        .configs(Map.of(
                                TopicConfig.RETENTION_MS_CONFIG,
                                Long.toString(A_WEEK.toMillis()),
                                TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                                "CreateTime")));
        for (int check = 0; check < 2; check++) {
            long stamp = Instant.now().minus(EIGHT_DAYS).toEpochMilli();
            apart.taskflow().inputs().send(new ProducerRecord<>(topic, null, stamp, new byte[] {1}, new byte[] {1}));
            TopicLog.await(
                    "a record that is too old is gone", () -> recordsOf(topic).isEmpty());
        }
    }

    private List<ConsumerRecord<byte @Nullable [], byte[]>> recordsOf(String topic) {
        try (TopicLog<byte[]> log =
                new TopicLog<>(apart.broker().bootstrapServers(), topic, new ByteArrayDeserializer())) {
            return List.copyOf(log.records());
        }
    }
}
