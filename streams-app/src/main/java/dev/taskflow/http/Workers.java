package dev.taskflow.http;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads for what may wait for Kafka or read for long, apart from the server's: however much of that there is, health and
 * reads of single flows are answered. Each is bounded, and refuses what is too much.
 *
 * @param commands hands commands to the producer, which waits while Kafka is away
 * @param histories reads flows' events
 * @param scans reads all rows, for one answer at a time
 */
record Workers(ExecutorService commands, ExecutorService histories, ExecutorService scans) implements AutoCloseable {
    private static final int COMMANDS = 16;
    private static final int HISTORIES = 4;
    private static final int HISTORIES_WAITING = 64;
    private static final int SCANS_WAITING = 32;

    static Workers start(ApiBounds bounds) {
        return new Workers(
                threads("taskflow-http-command", COMMANDS, bounds.requestsInFlight()),
                threads("taskflow-http-history", HISTORIES, HISTORIES_WAITING),
                threads("taskflow-http-scan", 1, SCANS_WAITING));
    }

    private static ExecutorService threads(String name, int most, int waiting) {
        ThreadPoolExecutor threads =
                new ThreadPoolExecutor(most, most, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(waiting), work -> {
                    Thread thread = new Thread(work, name);
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    @Override
    public void close() {
        commands.shutdownNow();
        histories.shutdownNow();
        scans.shutdownNow();
    }
}
