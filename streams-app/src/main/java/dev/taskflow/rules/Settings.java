package dev.taskflow.rules;

import java.time.Duration;
import java.util.Set;

/**
 * What an operator decides about the rules.
 *
 * @param cancelGrace how long a cancel waits for running tasks where neither command nor flow says (K7)
 * @param runtimes the worker pools that exist; a task for another one is {@code UNKNOWN_RUNTIME}
 * @param retention how long an ended flow and its tasks are kept (S2)
 * @param childrenPerStep how many active children of a flow are stopped in one step (K10)
 * @param retryJitter the part of a backoff, from 0 to 1, by which it is shortened at most, so that tasks that failed together
 *     are not tried again together
 */
public record Settings(
        Limits limits,
        Duration cancelGrace,
        Set<String> runtimes,
        Duration retention,
        int childrenPerStep,
        double retryJitter) {
    /** Long enough for anybody to ask what became of a flow (S2). */
    public static final Duration DEFAULT_RETENTION = Duration.ofDays(7);

    /** A few milliseconds of work. */
    public static final int DEFAULT_CHILDREN_PER_STEP = 100;

    /** A fifth: enough to spread a burst, too little to be felt. */
    public static final double DEFAULT_RETRY_JITTER = 0.2;

    public Settings {
        runtimes = Set.copyOf(runtimes);
    }

    /** The defaults, without jitter. */
    public Settings(Limits limits, Duration cancelGrace, Set<String> runtimes) {
        this(limits, cancelGrace, runtimes, DEFAULT_RETENTION, DEFAULT_CHILDREN_PER_STEP, 0);
    }
}
