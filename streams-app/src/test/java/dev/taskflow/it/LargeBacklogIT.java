package dev.taskflow.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskflow.v1.TaskSpec;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Commands of 720 KB wait, many times the heap: memory is bounded in bytes whatever waits, also where the batches are packed to a
 * fraction of that. All settings are the defaults.
 */
class LargeBacklogIT {
    private static final int TASKS = 3;
    /** Spent only where the processor dies of it, or stands still. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final int INPUT_BYTES = 240_000;

    @RegisterExtension
    private final TaskFlowFixture taskflow = TaskFlowFixture.provisioned();

    private final List<String> bodies =
            IntStream.range(0, 6).mapToObj(LargeBacklogIT::body).toList();

    /** An order with many positions, as it compresses in practice. */
    private static String body(int seed) {
        Random random = new Random(seed);
        StringBuilder positions = new StringBuilder(INPUT_BYTES);
        while (positions.length() < INPUT_BYTES - 300) {
            positions
                    .append(positions.isEmpty() ? "[" : ", ")
                    .append("{\"sku\": \"SKU-")
                    .append(random.nextInt(1_000))
                    .append(
                            "\", \"description\": \"Standard shipping box, medium, brown, recycled cardboard\", \"quantity\": ")
                    .append(random.nextInt(9))
                    .append(
                            ", \"unitPrice\": {\"currency\": \"EUR\", \"amount\": 12.5}, \"warehouse\": {\"code\": \"HAM-3\"}}");
        }
        return positions.append(']').toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "zstd"})
    void aSmallHeapDrainsAnyBacklog(String compression) {
        commandsWait(400, compression);

        assertDrainsWith("-Xmx320m");
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(strings = {"none", "zstd"})
    void theDocumentedHeapDrainsAGigabyte(String compression) {
        commandsWait(1_500, compression);

        assertDrainsWith("-Xmx512m");
    }

    private void commandsWait(int count, String compression) {
        Map<String, Object> settings = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                taskflow.kafka().bootstrapServers(),
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                compression,
                ProducerConfig.BATCH_SIZE_CONFIG,
                900_000,
                ProducerConfig.LINGER_MS_CONFIG,
                50);
        try (KafkaProducer<byte @Nullable [], byte @Nullable []> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < count; i++) {
                FlowClient flow = taskflow.flow(UUID.randomUUID().toString());
                producer.send(taskflow.inputs().recordOf(flow.createCommand(tasks(i), UnaryOperator.identity())));
            }
        }
    }

    private List<TaskSpec> tasks(int seed) {
        return IntStream.range(0, TASKS)
                .mapToObj(n -> TaskSpec.newBuilder(FlowClient.spec("task-" + n, TaskFlowFixture.RUNTIME))
                        .setInput(ByteBuffer.wrap(
                                bodies.get((seed + n) % bodies.size()).getBytes(UTF_8)))
                        .build())
                .toList();
    }

    private void assertDrainsWith(String heap) {
        ChildProcessor processor = taskflow.startChild(taskflow.settings("any"), heap);

        await("all commands are processed")
                .pollInterval(Duration.ofMillis(200))
                .atMost(PATIENCE)
                .until(() -> {
                    processor.assertAlive();
                    return unprocessed() == 0;
                });
        assertThat(processor.log()).doesNotContain("OutOfMemoryError");
    }

    private long unprocessed() throws ExecutionException, InterruptedException {
        String topic = taskflow.topics().flowCommands().name();
        List<TopicPartition> partitions = IntStream.range(0, TaskFlowFixture.FLOW_PARTITIONS)
                .mapToObj(n -> new TopicPartition(topic, n))
                .toList();
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, taskflow.kafka().bootstrapServers()))) {
            Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(
                            taskflow.config().applicationId())
                    .partitionsToOffsetAndMetadata()
                    .get();
            return admin
                    .listOffsets(
                            partitions.stream().collect(Collectors.toMap(each -> each, each -> OffsetSpec.latest())))
                    .all()
                    .get()
                    .entrySet()
                    .stream()
                    .mapToLong(end -> end.getValue().offset()
                            - (committed.get(end.getKey()) == null
                                    ? 0
                                    : committed.get(end.getKey()).offset()))
                    .sum();
        }
    }
}
