package dev.taskflow.topology;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** A counter for each constant of an enum. Safe for any thread. */
final class EnumCounts<E extends Enum<E>> {
    private final Map<E, LongAdder> counters;

    EnumCounts(Class<E> constants) {
        counters = new EnumMap<>(constants);
        for (E constant : constants.getEnumConstants()) {
            counters.put(constant, new LongAdder());
        }
    }

    /** @param many may be negative */
    void add(E constant, long many) {
        if (many != 0) {
            counter(constant).add(many);
        }
    }

    long get(E constant) {
        return counter(constant).sum();
    }

    private LongAdder counter(E constant) {
        return Objects.requireNonNull(counters.get(constant));
    }
}
