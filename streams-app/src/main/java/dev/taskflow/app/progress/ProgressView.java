package dev.taskflow.app.progress;

import java.util.OptionalInt;

/** How an instance stands with its brokers and its work. Safe for any thread. */
public interface ProgressView {
    /** Whether a broker has answered lately. */
    boolean brokerAnswers();

    /**
     * The sum of the group's committed offsets, as far as they are known: another number is progress.
     *
     * @param partition of this partition's inputs; empty: of all
     */
    long position(OptionalInt partition);
}
