package dev.taskflow.http;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** How this instance is. Safe for any thread; never waits long. */
public interface InstanceHealth {

    /** In a word, for instance {@code RUNNING}. */
    String state();

    /** Whether it works, or may without a restart: no work waits for long without progress while a broker answers. */
    boolean isLive();

    /** Whether a broker answers, it processes, and its state can be read. */
    boolean isReady();

    /** What an operator wants to know: partitions, lag, restore progress, disk, and what is stuck. */
    ObjectNode details();
}
