package dev.taskflow.it;

import dev.taskflow.v1.TaskEvent;
import dev.taskflow.v1.TaskProgress;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Reports without pause, some hundred in a second, on all partitions, about flows that there are not (T4): the processor has to
 * commit that it has read them, and nothing else comes of them. So a commit is under way at any time.
 */
final class Traffic implements AutoCloseable {
    private static final long BETWEEN_NANOS = 2_000_000;

    private final TaskFlowFixture taskflow;
    private final AtomicLong sent = new AtomicLong();
    private final CompletableFuture<Void> end;
    private volatile boolean over;

    private Traffic(TaskFlowFixture taskflow) {
        this.taskflow = taskflow;
        this.end = CompletableFuture.runAsync(this::run, task -> new Thread(task, "traffic").start());
    }

    static Traffic start(TaskFlowFixture taskflow) {
        return new Traffic(taskflow);
    }

    private void run() {
        while (!over) {
            taskflow.inputs()
                    .sendSoon(TaskEvent.newBuilder()
                            .setFlowId("nobody-" + sent.get())
                            .setRunId("none")
                            .setAttempt(1)
                            .setDispatchId("none")
                            .setWorkerId("traffic")
                            .setOccurredAt(Instant.now())
                            .setProgress(new TaskProgress())
                            .build());
            sent.incrementAndGet();
            LockSupport.parkNanos(BETWEEN_NANOS);
        }
    }

    /** Waits for more reports from now on. */
    void awaitSent(int more) {
        long target = sent.get() + more;
        TopicLog.await(more + " more reports", () -> sent.get() >= target);
    }

    /** Stops it and waits until the broker has taken all; fails if it has not. */
    @Override
    public void close() {
        over = true;
        try {
            end.join();
        } catch (CompletionException e) {
            throw new AssertionError("the traffic has failed", e.getCause());
        }
        taskflow.inputs().flush();
    }
}
