package dev.taskflow.cli;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Ctrl-C and SIGTERM. While one is open, the JVM does not go down before {@link #close()}, so that what the command has
 * started is stopped in order by the command itself.
 */
final class StopSignal implements AutoCloseable {

    /** A bound, so that a stop that hangs does not keep the process for ever. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final CompletableFuture<Void> requested = new CompletableFuture<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    private StopSignal() {}

    static StopSignal install() {
        StopSignal signal = new StopSignal();
        Runtime.getRuntime().addShutdownHook(new Thread(signal::onShutdown, "taskflow-stop"));
        return signal;
    }

    private void onShutdown() {
        requested.complete(null);
        try {
            closed.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException giveUp) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isRequested() {
        return requested.isDone();
    }

    /** Returns when a stop is asked for or the other has ended; throws what the other failed with. */
    void awaitOr(CompletableFuture<Void> other) {
        try {
            CompletableFuture.anyOf(requested, other).join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
        }
    }

    /** Waits so long, or until a stop is asked for; then true. */
    boolean awaitFor(Duration time) {
        try {
            requested.get(time.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException notAsked) {
            return false;
        } catch (InterruptedException | ExecutionException interrupted) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Override
    public void close() {
        closed.complete(null);
    }
}
