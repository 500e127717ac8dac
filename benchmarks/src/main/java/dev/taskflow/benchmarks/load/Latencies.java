package dev.taskflow.benchmarks.load;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Takes times and gives percentiles, to three digits. Safe for use by several threads. */
final class Latencies {
    private static final long MOST_MICROS = TimeUnit.HOURS.toMicros(1);
    private static final double MICROS_PER_MILLI = 1_000;

    private final Histogram micros = new ConcurrentHistogram(MOST_MICROS, 3);

    /** Adds one time, from a {@link System#nanoTime} until now. */
    void since(long nanos) {
        long passed = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - nanos);
        micros.recordValue(Math.max(0, Math.min(passed, MOST_MICROS)));
    }

    Percentiles percentiles() {
        return new Percentiles(micros.getTotalCount(), at(50), at(90), at(99), at(99.9), at(100));
    }

    private double at(double percentile) {
        return micros.getValueAtPercentile(percentile) / MICROS_PER_MILLI;
    }
}
