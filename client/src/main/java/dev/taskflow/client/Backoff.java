package dev.taskflow.client;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long to wait after a failure.
 *
 * @param chance from 0 to below 1; it shortens the wait by up to a half, so that not all try again at once
 */
record Backoff(Duration first, Duration max, DoubleSupplier chance) {
    private static final int MAX_DOUBLINGS = 30;

    /** The wait after so many failures in a row, at least one. */
    Duration after(int failures) {
        double doubled = Math.scalb((double) first.toMillis(), Math.min(failures - 1, MAX_DOUBLINGS));
        double wait = Math.min(doubled, (double) max.toMillis());
        return Duration.ofMillis(Math.round(wait * (1 - chance.getAsDouble() / 2)));
    }
}
