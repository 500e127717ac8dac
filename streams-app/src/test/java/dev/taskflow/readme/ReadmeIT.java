package dev.taskflow.readme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.app.TaskFlowConfig;
import dev.taskflow.app.dev.DevInstallation;
import dev.taskflow.serde.AvroDeserializer;
import dev.taskflow.topics.Topic;
import dev.taskflow.v1.TaskDispatch;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's programs, taken from its text and run. */
class ReadmeIT {
    private final Path directory;

    ReadmeIT(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void theProducerThatKnowsNoClassOfOursSpawnsTheTasks() throws Exception {
        String withoutUs = System.getProperty("confluent.jar")
                + File.pathSeparator
                + libraries(jar -> !jar.getFileName().toString().startsWith("taskflow"));
        try (DevInstallation dev = start();
                Program producer = Program.start("SpawnCommand", directory, withoutUs, dev.kafka(), dev.registry())) {

            String flowId = producer.output();

            assertThat(dispatches(dev, 2))
                    .extracting(TaskDispatch::getTaskId)
                    .containsExactlyInAnyOrder(flowId + "/pick", flowId + "/pack");
        }
    }

    @Test
    void anOrderIsShippedByAWorkerAndAnnouncedByAListener() throws Exception {
        String ours = libraries(jar -> true);
        try (DevInstallation dev = start();
                Program worker = Program.start("Packer", directory, ours, dev.kafka(), dev.registry());
                Program listener = Program.start("Announcer", directory, ours, dev.kafka(), dev.registry());
                Program producer = Program.start("ShipOrder", directory, ours, dev.kafka(), dev.registry())) {

            assertThat(producer.output().lines())
                    .satisfiesExactly(end -> assertThat(end).endsWith(" SUCCEEDED"), refusal -> assertThat(refusal)
                            .isEqualTo("cancel refused: TERMINAL"));
            listener.awaitOutput("ship order 4711: SUCCEEDED");
            worker.stop();
            listener.stop();
        }
    }

    private DevInstallation start() {
        return DevInstallation.start(
                TaskFlowConfig.of(Map.of()), new DevInstallation.Place(directory.resolve("data"), 0, 0));
    }

    /** What the distribution brings, as a class path. */
    private static String libraries(Predicate<Path> wanted) throws IOException {
        try (Stream<Path> jars = Files.list(Path.of(System.getProperty("distribution"), "lib"))) {
            return jars.filter(wanted).map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        }
    }

    private static List<TaskDispatch> dispatches(DevInstallation dev, int expected) {
        Topic<TaskDispatch> topic = dev.config().topics().tasks("default");
        AvroDeserializer<TaskDispatch> values = new AvroDeserializer<>(TaskDispatch.class);
        values.configure(Map.of("schema.registry.url", dev.registry()), false);
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, dev.kafka());
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, "readme");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        List<TaskDispatch> dispatches = new ArrayList<>();
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        try (KafkaConsumer<String, TaskDispatch> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), values)) {
            consumer.subscribe(List.of(topic.name()));
            while (dispatches.size() < expected && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(200)).forEach(dispatch -> dispatches.add(dispatch.value()));
            }
        }
        return dispatches;
    }
}
