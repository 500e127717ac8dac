package dev.taskflow.client.worker;

import dev.taskflow.client.Connection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the tasks of one runtime: takes their dispatches, calls a {@link TaskHandler} on each, and reports its start, progress,
 * heartbeats and end. A dispatch is acknowledged when the report on its end is stored, so a worker that dies loses none: what
 * it held is delivered again, and of two runs of one dispatch one report counts (A2, T2).
 *
 * <p>Cancellations reach the handler through its {@link TaskContext}. One that comes before its dispatch is remembered for ten
 * minutes, and the task is reported as cancelled without being run.
 *
 * <p>Outages of Kafka are waited out. All methods may be called from any thread. All threads are daemons.
 */
public final class TaskWorker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TaskWorker.class);
    private static final int CANCELS_REMEMBERED = 100_000;
    private static final Duration CANCELS_REMEMBERED_FOR = Duration.ofMinutes(10);

    private final WorkerSettings settings;
    private final Delivery delivery;
    private final Tally tally = new Tally();
    private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final ExecutorService handlers;
    private final ExecutorService callbacks;
    private final ScheduledThreadPoolExecutor timer;
    private final Reports reports;
    private final Executions executions;
    private final CancellationReader cancellations;
    private final Intake intake;

    private TaskWorker(WorkerSettings settings, Startup.Found found, Reports reports) {
        this.settings = settings;
        this.delivery = found.delivery();
        this.reports = reports;
        handlers = Executors.newFixedThreadPool(settings.concurrency(), threads("task"));
        callbacks = Executors.newCachedThreadPool(threads("on-cancel"));
        timer = new ScheduledThreadPoolExecutor(1, threads("timer"));
        timer.setRemoveOnCancelPolicy(true);
        executions = new Executions(
                settings,
                new Surroundings(reports, timer, callbacks, tally, this::fail),
                new CancelMemory(CANCELS_REMEMBERED, CANCELS_REMEMBERED_FOR, System::nanoTime),
                handlers);
        cancellations = new CancellationReader(settings, executions::cancel, this::fail);
        try {
            intake = delivery == Delivery.SHARE_GROUP
                    ? new ShareIntake(settings, found.mayBeTurnedAway(), executions, timer, this::fail)
                    : new GroupIntake(settings, executions, this::fail);
        } catch (KafkaException e) {
            cancellations.close();
            throw e;
        }
    }

    /**
     * A worker to be started, with the settings that its builder is given.
     *
     * @param runtime the worker pool: the suffix of its {@code tasks.<runtime>} topic
     * @throws IllegalArgumentException if no topic can be called after the runtime
     */
    public static TaskWorkerBuilder of(Connection connection, String runtime, TaskHandler handler) {
        return new TaskWorkerBuilder(connection, runtime, handler);
    }

    static TaskWorker start(WorkerSettings settings) {
        Startup startup = new Startup(settings);
        Startup.Found found = startup.prepare();
        TaskWorker worker = open(settings.withShareConsumersFor(found.partitions()), found, startup);
        worker.cancellations.start();
        worker.intake.start();
        LOG.info(
                "Worker {} runs up to {} tasks of '{}' at once, delivered by {} {}",
                settings.workerId(),
                settings.concurrency(),
                settings.runtime(),
                found.delivery(),
                settings.group());
        return worker;
    }

    private static TaskWorker open(WorkerSettings settings, Startup.Found found, Startup startup) {
        Reports reports = null;
        try {
            reports = new Reports(settings);
            return new TaskWorker(settings, found, reports);
        } catch (KafkaException e) {
            if (reports != null) {
                reports.close();
            }
            throw startup.failed(e);
        }
    }

    private ThreadFactory threads(String what) {
        AtomicInteger count = new AtomicInteger();
        return work -> {
            Thread thread =
                    new Thread(work, "taskflow-" + what + "-" + settings.runtime() + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    private void fail(Throwable cause) {
        if (failure.complete(cause)) {
            LOG.error(
                    "Worker {} for '{}' cannot go on: close it and start another when the cause is gone",
                    settings.workerId(),
                    settings.runtime(),
                    cause);
            intake.stopTaking();
        }
    }

    /** The worker's name on its reports. */
    public String workerId() {
        return settings.workerId();
    }

    /** How dispatches are delivered; never {@link Delivery#AUTOMATIC}. */
    public Delivery delivery() {
        return delivery;
    }

    /** What it has done and does. */
    public WorkerCounts counts() {
        return tally.counts();
    }

    /**
     * Ends with the cause when the worker cannot go on by itself, for instance because Kafka refuses it access. It takes no
     * further tasks then, and is to be closed. Never ends otherwise.
     */
    public CompletableFuture<Throwable> failure() {
        return failure.copy();
    }

    /**
     * Takes no further dispatches, gives back those not started, waits for handlers at work up to the close limit, and asks those
     * left to stop, by interruption too; they are given back without a report. A second call does nothing.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        intake.stopTaking();
        executions.close();
        intake.close();
        cancellations.close();
        timer.shutdownNow();
        handlers.shutdown();
        callbacks.shutdown();
        reports.close();
        LOG.info("Worker {} for '{}' is closed", settings.workerId(), settings.runtime());
    }
}
