package dev.taskflow.benchmarks.rivals;

import io.littlehorse.sdk.common.proto.ScheduledTask;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A flow that has not settled, as the load's process knows it. Safe for use by several threads. */
final class LittleHorseFlow {
    private final String id;
    private final int tasks;
    private final AtomicInteger reported = new AtomicInteger();
    private final List<ScheduledTask> held = new ArrayList<>();
    private boolean released;

    LittleHorseFlow(String id, int tasks) {
        this.id = id;
        this.tasks = tasks;
    }

    String id() {
        return id;
    }

    /** Keeps a task; returns false if tasks are not to be held any more. */
    synchronized boolean hold(ScheduledTask task) {
        if (!released) {
            held.add(task);
        }
        return !released;
    }

    synchronized boolean holdsAll() {
        return held.size() == tasks;
    }

    /** From now on tasks are not held. Returns those that were. */
    synchronized List<ScheduledTask> release() {
        released = true;
        List<ScheduledTask> before = List.copyOf(held);
        held.clear();
        return before;
    }

    synchronized boolean isReleased() {
        return released;
    }

    /** To be called once for each report that was accepted: true for the last. */
    boolean reportedAll() {
        return reported.incrementAndGet() == tasks;
    }
}
