package dev.taskflow.cli.demo;

import dev.taskflow.client.Connection;
import dev.taskflow.client.worker.TaskContext;
import dev.taskflow.client.worker.TaskResult;
import dev.taskflow.client.worker.TaskWorker;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * The story's worker: two tasks at a time. A task whose input is {@link #LONG} runs until it is told to stop, and then reports
 * only when the story lets it, so that the moments in between can be looked at.
 */
final class DemoWorker implements AutoCloseable {

    static final String LONG = "long";
    static final String SHORT = "short";

    private static final int SLOTS = 2;

    private final Consumer<String> says;
    private final Semaphore reports = new Semaphore(0);
    private final TaskWorker worker;

    /** Takes tasks from now on. */
    DemoWorker(Connection connection, String runtime, Consumer<String> says) {
        this.says = says;
        this.worker = TaskWorker.of(connection, runtime, this::run)
                .workerId("worker-1")
                .concurrency(SLOTS)
                .startedAfter(Duration.ZERO)
                .closeLimit(Duration.ZERO)
                .start();
    }

    /** Lets one more task that was told to stop report that it did. */
    void allowOneReport() {
        reports.release();
    }

    private TaskResult run(TaskContext task) throws InterruptedException {
        says.accept("starts " + task.runId());
        return task.inputText().equals(LONG) ? runUntilToldToStop(task) : done(task);
    }

    private TaskResult done(TaskContext task) {
        says.accept("has done " + task.runId());
        return TaskResult.succeeded("done");
    }

    private TaskResult runUntilToldToStop(TaskContext task) throws InterruptedException {
        CountDownLatch toldToStop = new CountDownLatch(1);
        task.onCancel(toldToStop::countDown);
        toldToStop.await();
        says.accept("is told to stop " + task.runId() + " and tidies up");
        reports.acquire();
        says.accept("has stopped " + task.runId() + " and reports it");
        return TaskResult.cancelled("stopped");
    }

    /** Stops it; what it runs is given back. */
    @Override
    public void close() {
        worker.close();
    }
}
