package dev.taskflow.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.taskflow.app.TaskFlowConfig;
import dev.taskflow.app.dev.DevInstallation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A new installation of TaskFlow for a test, and the examples that are run against it. Where a machine has not what they need,
 * the test is skipped; with the property {@code examples}, which CI sets, it fails.
 */
final class ExamplesFixture implements BeforeEachCallback, AfterEachCallback {
    private static final Logger log = LoggerFactory.getLogger(ExamplesFixture.class);
    private static final Path EXAMPLES = Path.of("..", "client", "examples");

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private @Nullable Path directory;
    private @Nullable DevInstallation taskflow;

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        List<String> missing = Toolbox.missing(EXAMPLES);
        if (!missing.isEmpty()) {
            String message = "NOT TESTED: %s needs %s, which this machine has not got."
                    .formatted(context.getRequiredTestClass().getSimpleName(), String.join(", ", missing));
            assertThat(System.getProperty("examples")).as(message).isNull();
            log.error(message);
            abort(message);
        }
        Path made = Files.createTempDirectory("taskflow-examples");
        directory = made;
        parts.push(() -> deleteFolder(made));
        taskflow = DevInstallation.start(
                TaskFlowConfig.of(Map.of()), new DevInstallation.Place(made.resolve("data"), 0, 0));
        parts.push(taskflow);
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        while (!parts.isEmpty()) {
            parts.pop().close();
        }
    }

    private static void deleteFolder(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    DevInstallation taskflow() {
        return Objects.requireNonNull(taskflow, "used outside of a test");
    }

    Committed committed() {
        return new Committed(taskflow());
    }

    /** The example in this folder, told where the installation is. */
    Example example(String folder) throws IOException {
        Path outputs = Objects.requireNonNull(directory, "used outside of a test");
        Example example = new Example(
                EXAMPLES.resolve(folder),
                outputs,
                Map.of(
                        "TASKFLOW_BOOTSTRAP_SERVERS",
                        taskflow().kafka(),
                        "TASKFLOW_SCHEMA_REGISTRY_URL",
                        taskflow().registry()));
        parts.push(example);
        return example;
    }
}
