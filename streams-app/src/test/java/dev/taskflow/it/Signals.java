package dev.taskflow.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;

/** Signals to processes that a test has started, by their ids. Needs a POSIX shell. */
final class Signals {
    private Signals() {}

    /** SIGSTOP: it keeps its memory, its files and its connections, and does nothing. */
    static void pause(Process process) {
        send("STOP", process);
    }

    /** SIGCONT: it goes on, and finds that the clock has moved. */
    static void resume(Process process) {
        send("CONT", process);
    }

    /** Has a process killed when this JVM ends, however its tests ended. */
    static void killAtExit(Process process) {
        Thread kill = new Thread(process::destroyForcibly, "kill-" + process.pid());
        Runtime.getRuntime().addShutdownHook(kill);
        // A JVM that starts many forgets those that have ended.
        CompletableFuture<?> unused = process.onExit().thenRun(() -> {
            try {
                Runtime.getRuntime().removeShutdownHook(kill);
            } catch (IllegalStateException ending) {
                // It is this JVM's end that has killed the process.
            }
        });
    }

    private static void send(String signal, Process process) {
        try {
            Process kill = new ProcessBuilder("sh", "-c", "kill -" + signal + " " + process.pid())
                    .inheritIO()
                    .start();
            assertThat(kill.waitFor()).as("'kill -%s' of %s", signal, process).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while sending " + signal, e);
        }
    }
}
