package dev.taskflow.benchmarks.load;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/** Flows that have not settled, each with the time from which it is waited for. Safe for use by several threads. */
final class UnderWay {
    private static final long LOOK_MILLIS = 2;

    private final Map<String, Long> since = new ConcurrentHashMap<>();

    void add(String flowId, long nanos) {
        since.put(flowId, nanos);
    }

    /** When the flow was added; empty if it was not, or has been removed. */
    OptionalLong remove(String flowId) {
        Long nanos = since.remove(flowId);
        return nanos == null ? OptionalLong.empty() : OptionalLong.of(nanos);
    }

    int size() {
        return since.size();
    }

    /** Waits until all are removed. Returns how many were not in this time, and forgets them. */
    int drain(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (!since.isEmpty() && System.nanoTime() < end) {
            Thread.sleep(LOOK_MILLIS);
        }
        int left = since.size();
        since.clear();
        return left;
    }
}
