package dev.taskflow.benchmarks;

/**
 * How long things are done.
 *
 * @param warmSeconds at full load, once for each system, before anything is measured
 * @param rewarmSeconds before each further measurement
 * @param windowSeconds what is measured
 * @param cancelFlows how many flows are cancelled
 */
record Timing(int warmSeconds, int rewarmSeconds, int windowSeconds, int cancelFlows) {
    private static final int SLOWER = 5;

    /** For a look whether all works: its figures mean nothing. */
    static final Timing QUICK = new Timing(8, 2, 8, 500);

    /** As many flows as others cancel in the time in which TaskFlow cancels its own. */
    Timing forRivals() {
        return new Timing(warmSeconds, rewarmSeconds, windowSeconds, Math.max(1, cancelFlows / SLOWER));
    }
}
