package dev.taskflow.client.worker;

import dev.taskflow.v1.TaskDispatch;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a worker has taken and not finished, each dispatch once however often it is delivered. Thread-safe. */
final class Executions {
    private static final Logger LOG = LoggerFactory.getLogger(Executions.class);
    private static final Duration READ_AGAIN = Duration.ofSeconds(1);
    private static final Duration TO_STOP = Duration.ofSeconds(2);
    private static final int FINISHED_REMEMBERED = 10_000;

    private final WorkerSettings settings;
    private final Surroundings surroundings;
    private final Dispatches dispatches;
    private final CancelMemory cancels;
    private final Executor handlers;
    private final Map<String, Execution> active = new ConcurrentHashMap<>();

    /** Guarded by this, as is closing. */
    private final RecentIds finished = new RecentIds(FINISHED_REMEMBERED);

    private boolean closing;

    /** @param handlers runs as many at once as the worker may */
    Executions(WorkerSettings settings, Surroundings surroundings, CancelMemory cancels, Executor handlers) {
        this.settings = settings;
        this.surroundings = surroundings;
        this.cancels = cancels;
        this.handlers = handlers;
        this.dispatches = new Dispatches(settings);
    }

    /** Takes a record. The future says what is to become of it, and never ends exceptionally. */
    CompletableFuture<Verdict> accept(ConsumerRecord<byte[], byte[]> received) {
        Optional<TaskDispatch> dispatch;
        try {
            dispatch = dispatches.read(received);
        } catch (KafkaException e) {
            return acceptLater(received, e);
        }
        return dispatch.map(read -> accept(read, ReportTrace.of(received.headers())))
                .orElseGet(() -> CompletableFuture.completedFuture(Verdict.REFUSE));
    }

    /** The registry did not answer, which says nothing about the record. */
    private CompletableFuture<Verdict> acceptLater(ConsumerRecord<byte[], byte[]> received, KafkaException why) {
        if (isClosing()) {
            return CompletableFuture.completedFuture(Verdict.GIVE_BACK);
        }
        LOG.atWarn()
                .setMessage("A dispatch waits for the schema registry")
                .addKeyValue("error", why.getMessage())
                .log();
        Executor later = CompletableFuture.delayedExecutor(
                READ_AGAIN.toMillis(), TimeUnit.MILLISECONDS, surroundings.callbacks());
        CompletableFuture<Verdict> verdict = new CompletableFuture<>();
        later.execute(() -> {
            CompletableFuture<Void> unused = accept(received).thenAccept(verdict::complete);
        });
        return verdict;
    }

    private CompletableFuture<Verdict> accept(TaskDispatch dispatch, ReportTrace trace) {
        String dispatchId = dispatch.getDispatchId();
        Execution execution;
        synchronized (this) {
            if (closing) {
                return CompletableFuture.completedFuture(Verdict.GIVE_BACK);
            }
            if (finished.contains(dispatchId)) {
                return CompletableFuture.completedFuture(Verdict.DONE);
            }
            Execution same = active.get(dispatchId);
            if (same != null) {
                return same.verdict(); // Delivered again while it runs here: one run decides for both.
            }
            execution = new Execution(dispatch, trace, settings, surroundings);
            active.put(dispatchId, execution);
        }
        surroundings.tally().arrived();
        CompletableFuture<Verdict> verdict = execution.verdict().thenApply(decided -> forget(dispatchId, decided));
        // A cancel is remembered before it looks for the dispatch, so one of the two finds the other.
        cancels.reasonFor(dispatchId).ifPresent(execution::cancel);
        handlers.execute(execution);
        return verdict;
    }

    private synchronized Verdict forget(String dispatchId, Verdict decided) {
        active.remove(dispatchId);
        if (decided == Verdict.DONE) {
            finished.add(dispatchId);
        }
        return decided;
    }

    void cancel(String dispatchId, String reason) {
        cancels.remember(dispatchId, reason);
        Execution execution = active.get(dispatchId);
        if (execution != null) {
            execution.cancel(reason);
        }
    }

    /** Gives a dispatch back if it has not been started. */
    void dropIfWaiting(ConsumerRecord<byte[], byte[]> received) {
        try {
            dispatches
                    .read(received)
                    .map(dispatch -> active.get(dispatch.getDispatchId()))
                    .ifPresent(Execution::dropIfWaiting);
        } catch (KafkaException e) {
            LOG.debug("Nothing to drop: the dispatch has never been read", e);
        }
    }

    private synchronized boolean isClosing() {
        return closing;
    }

    /** Takes nothing more, gives back what waits, and lets the rest end for as long as the settings say. */
    void close() {
        synchronized (this) {
            closing = true;
        }
        List.copyOf(active.values()).forEach(Execution::dropIfWaiting);
        awaitEnd(settings.closeLimit());
        List<Execution> late = List.copyOf(active.values());
        if (!late.isEmpty()) {
            LOG.warn(
                    "{} tasks are still running after {}; they are stopped and given back",
                    late.size(),
                    settings.closeLimit());
            late.forEach(execution -> execution.giveUp("the worker is closing"));
            awaitEnd(TO_STOP);
            late.forEach(Execution::abandon);
        }
    }

    private void awaitEnd(Duration limit) {
        CompletableFuture<?>[] verdicts =
                active.values().stream().map(Execution::verdict).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(verdicts).get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            LOG.debug("Not all tasks ended within {}", limit);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a verdict ended exceptionally", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // Whoever closes is in a hurry: go on at once.
        }
    }
}
