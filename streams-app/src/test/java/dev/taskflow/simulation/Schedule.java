package dev.taskflow.simulation;

import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Records that are under way to the processor, by the time at which they get there. */
final class Schedule {
    private final PriorityQueue<Arrival> arrivals =
            new PriorityQueue<>(Comparator.comparing(Arrival::at).thenComparingLong(Arrival::number));
    private long number;

    /** @param number the order of what arrives at the same time */
    record Arrival(Instant at, long number, Input input) {}

    void add(Instant at, Input input) {
        arrivals.add(new Arrival(at, number++, input));
    }

    @Nullable
    Instant next() {
        Arrival first = arrivals.peek();
        return first == null ? null : first.at();
    }

    Input take() {
        return arrivals.remove().input();
    }
}
