package dev.taskflow.client;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Who waits for which record of which flow. Thread-safe. Those who wait are told by the executor, never by the thread that
 * reads, since what they do then may take its time.
 */
final class Waiters<V> {

    /** One who waits; equal only to itself. */
    private static final class Waiter<V> {
        private final Predicate<V> wanted;
        private final Consumer<V> found;

        Waiter(Predicate<V> wanted, Consumer<V> found) {
            this.wanted = wanted;
            this.found = found;
        }
    }

    private final Map<String, Set<Waiter<V>>> byFlow = new ConcurrentHashMap<>();
    private final Executor executor;

    Waiters(Executor executor) {
        this.executor = executor;
    }

    /**
     * Begins to wait.
     *
     * @param found is told every record that is wanted, until the wait is ended
     * @return ends the wait; may be run several times
     */
    Runnable add(String flowId, Predicate<V> wanted, Consumer<V> found) {
        Waiter<V> waiter = new Waiter<>(wanted, found);
        byFlow.compute(flowId, (id, waiting) -> {
            Set<Waiter<V>> all = waiting == null ? ConcurrentHashMap.newKeySet() : waiting;
            all.add(waiter);
            return all;
        });
        return () -> byFlow.computeIfPresent(flowId, (id, waiting) -> {
            waiting.remove(waiter);
            return waiting.isEmpty() ? null : waiting;
        });
    }

    boolean isEmpty() {
        return byFlow.isEmpty();
    }

    /** Whether anybody waits for a record of this flow, so that it is worth decoding. */
    boolean isAwaited(String flowId) {
        return byFlow.containsKey(flowId);
    }

    /** Tells all who wait for this record. */
    void offer(String flowId, V value) {
        for (Waiter<V> waiter : byFlow.getOrDefault(flowId, Set.of())) {
            if (waiter.wanted.test(value)) {
                executor.execute(() -> waiter.found.accept(value));
            }
        }
    }
}
