package dev.taskflow.client.worker;

import dev.taskflow.client.Connection;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A worker in a JVM of its own that ends no task. Arguments: brokers, registry, runtime, tasks at once, delivery. */
final class ChildWorker implements AutoCloseable {
    private static final String RUNS = "runs ";

    private final Process process;
    private final BufferedReader output;

    private ChildWorker(Process process) {
        this.process = process;
        this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        CountDownLatch never = new CountDownLatch(1);
        Connection connection = Connection.to(arguments[0], arguments[1]).withKafka("session.timeout.ms", 6000);
        TaskWorker worker = TaskWorker.of(connection, arguments[2], task -> {
                    out.println(RUNS + task.taskId());
                    never.await();
                    return TaskResult.succeeded("by the child");
                })
                .concurrency(Integer.parseInt(arguments[3]))
                // A member that got fewer than it may have takes no more until these have ended, and these never end.
                .shareConsumers(Integer.parseInt(arguments[3]))
                .delivery(Delivery.valueOf(arguments[4]))
                .lockDuration(Duration.ofSeconds(3))
                .start();
        Throwable failure = worker.failure().get();
        throw new IllegalStateException("the worker failed", failure);
    }

    static ChildWorker start(Connection connection, String runtime, int tasks, Delivery delivery) throws IOException {
        return new ChildWorker(new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ChildWorker.class.getName(),
                        String.valueOf(connection.kafka().get("bootstrap.servers")),
                        String.valueOf(connection.schemaRegistry().get("schema.registry.url")),
                        runtime,
                        Integer.toString(tasks),
                        delivery.name()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** Returns when it runs that many tasks. */
    void awaitRunning(int tasks) throws InterruptedException {
        CountDownLatch running = new CountDownLatch(tasks);
        Thread reader = new Thread(
                () -> output.lines().filter(line -> line.startsWith(RUNS)).forEach(line -> running.countDown()),
                "child-output");
        reader.setDaemon(true);
        reader.start();
        Until.open(running);
    }

    /** SIGKILL. */
    void kill() {
        process.toHandle().destroyForcibly();
        process.onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
