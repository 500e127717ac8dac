package dev.taskflow.it;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** The clock by which clients stamp what they send: right, behind or ahead. Safe for any thread. */
final class ChaosClock {
    private final AtomicLong aheadMs = new AtomicLong();

    void set(Duration ahead) {
        aheadMs.set(ahead.toMillis());
    }

    /** Milliseconds since the epoch. */
    long stamp() {
        return System.currentTimeMillis() + aheadMs.get();
    }
}
