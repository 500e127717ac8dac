package dev.taskflow.client.worker;

import java.util.concurrent.TimeUnit;

/** How many more dispatches a worker may take; all members of its share group draw on it. Thread-safe. */
final class Slots {
    private final int most;
    private int taken;
    private boolean closed;

    Slots(int most) {
        this.most = most;
    }

    /** Counts a dispatch that is kept; there may be more of them than there is room. */
    synchronized void take() {
        taken++;
    }

    /** There is a verdict on one that was taken. */
    synchronized void free() {
        taken--;
        notifyAll();
    }

    /** No one gets room any more. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    synchronized boolean hasRoom() {
        return taken < most;
    }

    /** Waits until there is room; false if it is closed before. */
    synchronized boolean awaitRoom() throws InterruptedException {
        while (!closed && taken >= most) {
            TimeUnit.SECONDS.timedWait(this, 1);
        }
        return !closed;
    }
}
