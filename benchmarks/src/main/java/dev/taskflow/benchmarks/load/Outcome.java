package dev.taskflow.benchmarks.load;

import java.util.Map;

/**
 * What a workload saw.
 *
 * @param flows flows that it counts: settled in the window, due in it, or cancelled
 * @param tasks their tasks
 * @param seconds the time that they took
 * @param errors failed requests and reports, and flows that had not settled when nobody would wait any longer
 * @param latencies by what was waited for
 */
public record Outcome(long flows, long tasks, double seconds, long errors, Map<String, Percentiles> latencies) {
    /** Flows a second. */
    public double flowRate() {
        return flows / seconds;
    }

    /** Tasks a second. */
    public double taskRate() {
        return tasks / seconds;
    }
}
