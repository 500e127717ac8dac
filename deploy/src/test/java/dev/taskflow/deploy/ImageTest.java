package dev.taskflow.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.app.TaskFlowConfig;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ImageTest {
    private static final Path DOCKERFILE = Path.of("image", "Dockerfile");

    @Test
    void nothingOfTheDevelopmentKitGoesIn() {
        assertThat(instructions("COPY"))
                .containsExactlyInAnyOrder(
                        "--from=java /opt/java /opt/java", "lib/ /opt/taskflow/lib/", "taskflow.jar /opt/taskflow/");
        assertThat(instructions("ADD")).isEmpty();
    }

    @Test
    void whatGoesInHasNoBroker() {
        // What these tests need of the processor is what lib/ is made of: its dependencies of the scope runtime.
        assertThat(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                        .split(File.pathSeparator))
                .extracting(entry -> Path.of(entry).getFileName().toString())
                .anyMatch(name -> name.startsWith("kafka-streams-"))
                .noneMatch(name -> name.startsWith("kafka_2") || name.startsWith("kafka-server"))
                .noneMatch(name -> name.contains("devkit"));
    }

    @Test
    void theUserIsANumberAndNotRoot() {
        assertThat(instructions("USER")).singleElement().asString().matches("[1-9]\\d*:[1-9]\\d*");
    }

    @Test
    void signalsReachTheProcessor() {
        assertThat(instructions("ENTRYPOINT")).singleElement().asString().startsWith("[\"java\"");
        assertThat(instructions("CMD")).containsExactly("[\"run\"]");
        assertThat(instructions("STOPSIGNAL")).containsExactly("SIGTERM");
    }

    @Test
    void thePortIsTheProcessorsDefault() {
        String port = TaskFlowConfig.of(Map.of()).effective().stream()
                .filter(line -> line.contains("http.port"))
                .findFirst()
                .orElseThrow();

        assertThat(port).contains(instructions("EXPOSE").get(0));
    }

    @Test
    void stateIsInAFolderOfTheVolume() {
        String volume = instructions("VOLUME").get(0);

        assertThat(instructions("ENV")).singleElement().asString().contains("TASKFLOW_STATE_DIR=" + volume + "/state");
    }

    /** The user's number. */
    static String user() {
        return instructions("USER").get(0).split(":", 2)[0];
    }

    /** What follows this instruction, wherever it is; continued lines are joined. */
    private static List<String> instructions(String name) {
        try {
            return Files.readString(DOCKERFILE)
                    .replaceAll("(?m)^#.*\\R| *#.*\\R", "")
                    .replaceAll("\\\\\\R\\s*", "")
                    .lines()
                    .filter(line -> line.startsWith(name + " "))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
