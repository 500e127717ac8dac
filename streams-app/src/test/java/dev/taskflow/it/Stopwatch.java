package dev.taskflow.it;

/** Measures from when it was made. */
record Stopwatch(long startedNanos) {
    static Stopwatch started() {
        return new Stopwatch(System.nanoTime());
    }

    long millis() {
        return (System.nanoTime() - startedNanos) / 1_000_000;
    }
}
