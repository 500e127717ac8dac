package dev.taskflow.rules;

import java.time.Duration;
import java.util.Set;

/**
 * What an operator decides about the rules.
 *
 * @param runtimes the worker pools that exist; a task for another one is {@code UNKNOWN_RUNTIME}
 * @param cancelGrace how long a cancel waits for running tasks where neither command nor flow says (K7)
 */
public record Settings(Limits limits, Duration cancelGrace, Set<String> runtimes) {
    public Settings {
        runtimes = Set.copyOf(runtimes);
    }
}
