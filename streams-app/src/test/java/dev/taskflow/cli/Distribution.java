package dev.taskflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** The packaged {@code taskflow.jar}, run as its users run it: in a process of its own. */
record Distribution(Path folder) {

    private static final int PATIENCE_SECONDS = 120;

    /** The one that the build has just made. */
    static Distribution built() {
        Path folder = Path.of("target", "taskflow");
        assertThat(folder.resolve("taskflow.jar")).as("made by mvn package").isRegularFile();
        return new Distribution(folder);
    }

    /** A copy that has no development kit. */
    Distribution withoutDevKit(Path target) throws IOException {
        Path lib = Files.createDirectories(target.resolve("lib"));
        Files.copy(folder.resolve("taskflow.jar"), target.resolve("taskflow.jar"));
        try (Stream<Path> jars = Files.list(folder.resolve("lib"))) {
            for (Path jar : jars.toList()) {
                Files.copy(jar, lib.resolve(jar.getFileName()));
            }
        }
        return new Distribution(target);
    }

    Run start(String... arguments) throws IOException {
        return start(List.of(), arguments);
    }

    /** @param options of the JVM, beside the usual ones */
    Run start(List<String> options, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"));
        command.addAll(options);
        command.addAll(List.of("-jar", folder.resolve("taskflow.jar").toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).start();
        return new Run(process, lines(process.inputReader()), lines(process.errorReader()));
    }

    private static List<String> lines(BufferedReader reader) {
        List<String> lines = new CopyOnWriteArrayList<>();
        Thread thread = new Thread(() -> {
            try (reader) {
                reader.lines().forEach(lines::add);
            } catch (UncheckedIOException | IOException processEnded) {
                lines.add("(" + processEnded + ")");
            }
        });
        thread.setDaemon(true);
        thread.start();
        return lines;
    }

    /** A running or ended process, and what it printed so far. */
    record Run(Process process, List<String> out, List<String> err) implements AutoCloseable {

        /** The exit code, when it ends by itself. */
        int exitCode() throws InterruptedException {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("ended; it printed %s %s", out, err)
                    .isTrue();
            return process.exitValue();
        }

        /** The first line on standard output that begins so. */
        String awaitLine(String beginning) {
            return Awaitility.await()
                    .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .failFast("the process ended: " + err, () -> !process.isAlive() && !hasLine(beginning))
                    .until(
                            () -> out.stream()
                                    .filter(line -> line.startsWith(beginning))
                                    .findFirst()
                                    .orElse(""),
                            line -> !line.isEmpty());
        }

        private boolean hasLine(String beginning) {
            return out.stream().anyMatch(line -> line.startsWith(beginning));
        }

        /** Ctrl-C or SIGTERM. Unlike the process itself, its handle leaves open what the process has yet to say. */
        int stop() throws InterruptedException {
            process.toHandle().destroy();
            return exitCode();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
