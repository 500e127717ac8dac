package dev.taskflow.it;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/** The clock by which clients stamp what they send: right, behind or ahead. Safe for any thread. */
final class ChaosClock {
    private final AtomicReference<Duration> offset = new AtomicReference<>(Duration.ZERO);

    void set(Duration ahead) {
        offset.set(ahead);
    }

    /** Milliseconds since the epoch. */
    long stamp() {
        return System.currentTimeMillis() + offset.get().toMillis();
    }
}
