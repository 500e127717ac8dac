package dev.taskflow.client;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The futures that callers hold: each ends in time, and all end when the client is closed. Thread-safe. What depends on a
 * future runs in the executor, or in the thread that closes.
 */
final class Pending {
    /** Each ends a future, and is told why. */
    private final Set<Consumer<String>> open = ConcurrentHashMap.newKeySet();

    private final ScheduledThreadPoolExecutor timer;
    private final Executor executor;
    private volatile boolean closed;

    Pending(Executor executor) {
        this.executor = executor;
        timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "taskflow-client-timer");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /**
     * A future that ends when somebody completes it, when its time is up, or when the client is closed.
     *
     * @param late what it ends with when its time is up
     * @param closing what it ends with when the client is closed, made of the reason
     * @throws IllegalStateException if the client is closed
     */
    <T> CompletableFuture<T> add(Duration limit, Supplier<Throwable> late, Function<String, Throwable> closing) {
        requireOpen();
        CompletableFuture<T> future = new CompletableFuture<>();
        Consumer<String> end = why -> future.completeExceptionally(closing.apply(why));
        open.add(end);
        Future<?> timeout = schedule(limit, () -> future.completeExceptionally(late.get()));
        onEnd(future, (value, failure) -> {
            timeout.cancel(false);
            open.remove(end);
        });
        if (closed) { // meanwhile
            end.accept("the client was closed");
        }
        return future;
    }

    /** Has something done when a future has ended; it must not throw. */
    @SuppressWarnings("FutureReturnValueIgnored") // the future that follows from it has nothing to tell
    static <T> void onEnd(CompletableFuture<T> future, BiConsumer<? super T, ? super @Nullable Throwable> action) {
        future.whenComplete(action);
    }

    /** Runs something later, in the executor; never after closing. */
    @SuppressWarnings("FutureReturnValueIgnored") // it is never taken back
    void later(Duration delay, Runnable task) {
        schedule(delay, task);
    }

    private Future<?> schedule(Duration delay, Runnable task) {
        try {
            return timer.schedule(() -> executor.execute(task), delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closing) {
            return CompletableFuture.completedFuture(null);
        }
    }

    void requireOpen() {
        if (closed) {
            throw new IllegalStateException("This TaskFlowClient is closed: open another");
        }
    }

    /** From now on nothing can be added. */
    void refuseMore() {
        closed = true;
    }

    /** Ends all futures. */
    void close() {
        closed = true;
        timer.shutdownNow();
        open.forEach(end -> end.accept("the client was closed before it was answered"));
    }
}
