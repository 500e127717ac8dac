package dev.taskflow.input;

/**
 * How much one stream thread holds of its input.
 *
 * @param bytes it polls no more while what it has to process is larger; one inner poll may go beyond
 * @param records as many records at most are handed over at once
 */
public record InputBounds(long bytes, int records) {

    /** Many small records at once make large transactions of small cost. */
    private static final int MOST_RECORDS = 5_000;

    /** For all threads of an instance together: a sixteenth of the heap that README and chart name. */
    private static final long BYTES_OF_ALL = 32L * 1024 * 1024;

    private static final long LEAST_BYTES = 2L * 1024 * 1024;

    /** The bounds of one of so many threads. */
    public static InputBounds ofOneOf(int threads) {
        return new InputBounds(Math.max(LEAST_BYTES, BYTES_OF_ALL / threads), MOST_RECORDS);
    }
}
