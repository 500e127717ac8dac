package dev.taskflow.state;

import java.util.HashMap;
import java.util.Map;

/**
 * The partitions of which this instance has the state in full and processes the input. The processors say so themselves: an
 * open store alone may be half restored, or be a standby's that is about to become active. Safe for any thread.
 */
public final class LivePartitions {
    private long lives;
    private volatile Map<Integer, Long> live = Map.of();
    private volatile Map<Integer, String> threads = Map.of();

    /**
     * A processor begins on a restored partition, in the calling thread.
     *
     * @return the number of this life of the partition, for {@link #end}
     */
    public synchronized long begin(int partition) {
        lives++;
        Map<Integer, Long> after = new HashMap<>(live);
        after.put(partition, lives);
        Map<Integer, String> threadsAfter = new HashMap<>(threads);
        threadsAfter.put(partition, Thread.currentThread().getName());
        threads = Map.copyOf(threadsAfter); // before the partition is live
        live = Map.copyOf(after);
        return lives;
    }

    /** The processor gives the partition up, before its stores are closed. Ending a life again does nothing. */
    public synchronized void end(int partition, long life) {
        Map<Integer, Long> after = new HashMap<>(live);
        after.remove(partition, life);
        live = Map.copyOf(after);
    }

    /** The live partitions with the number of their life, which differs each time that a partition comes back. */
    public Map<Integer, Long> now() {
        return live;
    }

    /** The name of the thread that processes a partition, or was the last to do so; empty: none ever has. */
    public String threadOf(int partition) {
        return threads.getOrDefault(partition, "");
    }
}
