package dev.taskflow.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The processes that this one has started. Those that still run when it exits are ended then. Safe for use by several threads. */
public final class Children {
    private static final long STOP_SECONDS = 30;

    private final Set<Process> running = ConcurrentHashMap.newKeySet();

    /** None yet. Register this once for a program. */
    public Children() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::endAll, "end-children"));
    }

    /**
     * Starts a process whose output and errors go to one file. It can be spoken to on its standard input.
     *
     * @param environment in addition to this process's own
     */
    public Process start(List<String> command, Map<String, String> environment, Path log) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        return begin(builder, environment);
    }

    /** Starts a process whose output the caller reads, and whose errors go to a file. */
    public Process startSpeaking(List<String> command, Map<String, String> environment, Path errors)
            throws IOException {
        return begin(new ProcessBuilder(command).redirectError(errors.toFile()), environment);
    }

    private Process begin(ProcessBuilder builder, Map<String, String> environment) throws IOException {
        builder.environment().putAll(environment);
        Process process = builder.start();
        running.removeIf(started -> !started.isAlive());
        running.add(process);
        return process;
    }

    /** Asks a process to end, and makes it end if it has not after half a minute. Returns when it has ended. */
    public void end(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void endAll() {
        running.forEach(Process::destroy);
        running.forEach(this::end);
    }
}
