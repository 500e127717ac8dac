package dev.taskflow.client.worker;

import java.util.concurrent.TimeUnit;

/**
 * How many more dispatches a worker may take; all members of its share group draw on it. A member that has begun to ask Kafka
 * for records gets one sooner or later, asked for or not, so not more of them ask than there is room, unless those that ask
 * find nothing: it may be on partitions of others that tasks wait. Thread-safe.
 */
final class Slots {
    /** How long those that ask are given before another member asks too. */
    private static final long FOUND_NOTHING_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final int most;
    private int taken;
    private int asking;
    private boolean closed;

    Slots(int most) {
        this.most = most;
    }

    /** Begins to ask if there is room for it now; {@link #answered} ends that. */
    synchronized boolean tryAsk() {
        if (closed || asking >= most - taken) {
            return false;
        }
        asking++;
        return true;
    }

    /** Waits until it may begin to ask, see {@link #answered}; false if it is closed before. */
    synchronized boolean awaitAsk() throws InterruptedException {
        long roomSince = System.nanoTime();
        while (!closed) {
            if (taken >= most) {
                TimeUnit.SECONDS.timedWait(this, 1);
                roomSince = System.nanoTime();
                continue;
            }
            long left = roomSince + FOUND_NOTHING_NANOS - System.nanoTime();
            if (asking < most - taken || left <= 0) {
                asking++;
                return true;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return false;
    }

    /** A member that asked has got something, or has left. */
    synchronized void answered() {
        asking--;
        notifyAll();
    }

    /** Takes a slot if one is free. */
    synchronized boolean tryTake() {
        if (taken >= most) {
            return false;
        }
        taken++;
        return true;
    }

    /** Takes a slot although none may be free, for a dispatch that must be kept. */
    synchronized void take() {
        taken++;
    }

    /** There is a verdict on one that was taken. */
    synchronized void free() {
        taken--;
        notifyAll();
    }

    /** No one may ask any more. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
