package dev.taskflow.benchmarks.limit;

/** The topics of the limit. */
final class LimitTopics {
    /** What is read. */
    static final String INPUT = "limit-input";

    /** What is written, but for the last of each flow. */
    static final String OUTPUT = "limit-output";

    /** The last of each flow. */
    static final String SETTLED = "limit-settled";

    /** Bytes of each value: about what a row of TaskFlow has. */
    static final int VALUE_BYTES = 200;

    /** The first byte of a flow's last input. */
    static final byte LAST = 1;

    private LimitTopics() {}
}
