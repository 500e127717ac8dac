package dev.taskflow.readme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.app.TaskFlowConfig;
import dev.taskflow.app.dev.DevInstallation;
import dev.taskflow.serde.AvroDeserializer;
import dev.taskflow.topics.Topic;
import dev.taskflow.v1.TaskDispatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's producer, taken from its text and run with nothing of ours on its class path. */
class ReadmeIT {
    private static final Pattern JAVA_BLOCK =
            Pattern.compile("^```java\\n(.*?public class (\\w+) .*?)^```", Pattern.MULTILINE | Pattern.DOTALL);

    private final Path directory;

    ReadmeIT(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void thePublishedCommandsSpawnTheTasks() throws Exception {
        TaskFlowConfig config = TaskFlowConfig.of(Map.of());
        try (DevInstallation dev =
                DevInstallation.start(config, new DevInstallation.Place(directory.resolve("data"), 0, 0))) {

            String flowId = run(snippet("SpawnCommand"), dev.kafka(), dev.registry());

            assertThat(dispatches(dev, 2))
                    .extracting(TaskDispatch::getTaskId)
                    .containsExactlyInAnyOrder(flowId + "/pick", flowId + "/pack");
        }
    }

    private Path snippet(String className) throws IOException {
        Matcher blocks = JAVA_BLOCK.matcher(Files.readString(Path.of(System.getProperty("readme"))));
        while (blocks.find()) {
            if (blocks.group(2).equals(className)) {
                return Files.writeString(directory.resolve(className + ".java"), blocks.group(1));
            }
        }
        throw new AssertionError("README.md has no Java block with the class " + className);
    }

    /** Runs a source file as the README says; gives back what it printed. */
    private String run(Path source, String... arguments) throws IOException, InterruptedException {
        Path lib = Path.of(System.getProperty("distribution"), "lib");
        List<String> classPath;
        try (var jars = Files.list(lib)) {
            classPath = jars.map(Path::toString)
                    .filter(jar -> !Path.of(jar).getFileName().toString().startsWith("taskflow"))
                    .toList();
        }
        Path out = directory.resolve("out.txt");
        Path errors = directory.resolve("errors.txt");
        ProcessBuilder program = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("confluent.jar") + ":" + String.join(":", classPath),
                source.toString());
        program.command().addAll(List.of(arguments));
        Process running = program.redirectOutput(out.toFile())
                .redirectError(errors.toFile())
                .start();
        try {
            assertThat(running.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
        } finally {
            running.destroyForcibly();
        }
        assertThat(running.exitValue()).as(Files.readString(errors)).isZero();
        return Files.readString(out).strip();
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
