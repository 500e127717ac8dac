package dev.taskflow.client.worker;

import dev.taskflow.v1.TaskOutcome;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Counts for {@link WorkerCounts}. Thread-safe. */
final class Tally {
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger running = new AtomicInteger();
    private final LongAdder succeeded = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder timedOut = new LongAdder();
    private final LongAdder cancelled = new LongAdder();

    void arrived() {
        waiting.incrementAndGet();
    }

    /** It waits no more, whatever comes next. */
    void left() {
        waiting.decrementAndGet();
    }

    void started() {
        running.incrementAndGet();
    }

    void stopped() {
        running.decrementAndGet();
    }

    void completed(TaskOutcome outcome) {
        switch (outcome) {
            case SUCCEEDED -> succeeded.increment();
            case TIMED_OUT -> timedOut.increment();
            case CANCELLED -> cancelled.increment();
            case FAILED, UNSPECIFIED -> failed.increment();
        }
    }

    WorkerCounts counts() {
        return new WorkerCounts(
                waiting.get(), running.get(), succeeded.sum(), failed.sum(), timedOut.sum(), cancelled.sum());
    }
}
