package dev.taskflow.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A command that runs or has run, and the file that has what it printed, errors included. */
record Run(String command, Process process, Path printed) {

    /** Generous, as it is spent only by a test that fails. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Everything printed so far. */
    String output() throws IOException {
        return Files.readString(printed).strip();
    }

    /** Waits until it has printed this line. */
    void awaitLine(String line) {
        Awaitility.await(command + " prints: " + line).atMost(PATIENCE).untilAsserted(() -> assertThat(output().lines())
                .contains(line));
    }

    /** Waits for its end; gives back its exit code. */
    int exitCode() throws IOException, InterruptedException {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("%s ends; it printed %s", command, output())
                .isTrue();
        return process.exitValue();
    }

    /** Sends SIGTERM and waits for its end; gives back its exit code. */
    int stop() throws IOException, InterruptedException {
        process.destroy();
        return exitCode();
    }

    void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
