package dev.taskflow.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.Assertions;

/** {@code taskflow run} in a JVM of its own, configured by its environment; made to be killed. */
final class ChildProcessor implements AutoCloseable {
    private final Process process;
    private final Path log;

    private ChildProcessor(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts it and does not wait.
     *
     * @param folder where its log goes
     * @param options of the JVM, beside the usual ones
     */
    static ChildProcessor start(Map<String, String> settings, Path folder, String... options) {
        List<String> what = new ArrayList<>(List.of(options));
        what.addAll(List.of("-cp", System.getProperty("java.class.path"), AttendedMain.class.getName(), "run"));
        return start(what, settings, folder, Map.of());
    }

    /** The same with further variables in its environment. */
    static ChildProcessor startWith(Map<String, String> environment, Map<String, String> settings, Path folder) {
        List<String> what = List.of("-cp", System.getProperty("java.class.path"), AttendedMain.class.getName(), "run");
        return start(what, settings, folder, environment);
    }

    /**
     * Starts the program of a distribution and does not wait.
     *
     * @param home where its {@code taskflow.jar} is
     * @param folder where its log goes
     */
    static ChildProcessor startDistribution(Path home, Map<String, String> settings, Path folder) {
        return start(List.of("-jar", home.resolve("taskflow.jar").toString(), "run"), settings, folder, Map.of());
    }

    private static ChildProcessor start(
            List<String> what, Map<String, String> settings, Path folder, Map<String, String> environment) {
        try {
            Path log = Files.createTempFile(folder, "run", ".log");
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-Dtaskflow.log.level=INFO")); // as in production
            command.addAll(what);
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
            // What whoever runs the tests has set is no part of them.
            builder.environment().keySet().removeIf(key -> key.startsWith("TASKFLOW_"));
            builder.environment().putAll(TaskFlowFixture.environment(settings));
            builder.environment().putAll(environment);
            Process process = builder.start();
            Signals.killAtExit(process);
            return new ChildProcessor(process, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fails with its log if it has ended by itself. */
    void assertAlive() {
        if (!process.isAlive()) {
            Assertions.fail("'taskflow run' ended with %d:%n%s", process.exitValue(), log());
        }
    }

    /** What it has said so far. */
    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** SIGSTOP: others take it for dead after a while, and it does not know. */
    void pause() {
        Signals.pause(process);
    }

    /** SIGCONT: it goes on where it was. */
    void resume() {
        Signals.resume(process);
    }

    /** SIGKILL: nothing is committed, closed or said any more. */
    void kill() {
        assertAlive();
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Waits until it ends by itself; gives its exit code. */
    int awaitEnd() {
        TopicLog.await("end of 'taskflow run'", () -> !process.isAlive());
        return process.exitValue();
    }

    /** SIGTERM, as a deployment does it; fails if it does not stop in order. */
    void stop() {
        assertAlive();
        process.destroy();
        try {
            if (!process.waitFor(TopicLog.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                Assertions.fail("'taskflow run' does not stop:%n%s", log());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while 'taskflow run' was stopping", e);
        }
        if (log().contains(" ERROR ")) {
            Assertions.fail("'taskflow run' did not stop in order:%n%s", log());
        }
    }

    /** SIGTERM, then SIGKILL if it has not ended in time. */
    void terminate(Duration patience) {
        process.destroy();
        try {
            process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            close();
        } catch (InterruptedException | ExecutionException e) {
            close();
            throw new AssertionError("'taskflow run' was not waited for", e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
