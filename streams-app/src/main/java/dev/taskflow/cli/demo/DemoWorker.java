package dev.taskflow.cli.demo;

import dev.taskflow.serde.AvroDeserializer;
import dev.taskflow.topics.TopicCatalogue;
import dev.taskflow.v1.TaskCancellation;
import dev.taskflow.v1.TaskCompleted;
import dev.taskflow.v1.TaskDispatch;
import dev.taskflow.v1.TaskEvent;
import dev.taskflow.v1.TaskOutcome;
import dev.taskflow.v1.TaskStarted;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * A worker of one runtime in a thread of its own: takes dispatches, runs two at a time, reports each, and stops what a
 * {@link TaskCancellation} names. A task whose input is {@link #LONG} runs until it is told to stop, and then reports only
 * when the story lets it, so that the moments in between can be looked at.
 */
final class DemoWorker implements AutoCloseable, Runnable {

    static final String LONG = "long";
    static final String SHORT = "short";

    private static final int SLOTS = 2;
    private static final Duration POLL = Duration.ofMillis(20);

    private final String workerId = "worker-1";
    private final Consumer<String> says;
    private final KafkaConsumer<String, TaskDispatch> dispatches;
    private final KafkaConsumer<String, TaskCancellation> cancellations;
    private final Publisher<TaskEvent> reports;
    private final Thread thread = new Thread(this, "demo-worker");
    private final AtomicInteger reportsAllowed = new AtomicInteger();

    private final Deque<TaskDispatch> waiting = new ArrayDeque<>();
    private final Map<String, TaskDispatch> running = new LinkedHashMap<>();
    private final Deque<TaskDispatch> stopping = new ArrayDeque<>();
    private volatile boolean closing;

    /** Joins its group at once; runs after {@link #start}. */
    DemoWorker(TopicCatalogue catalogue, String runtime, Map<String, Object> connection, Consumer<String> says) {
        this.says = says;
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put("isolation.level", "read_committed");
        settings.put("auto.offset.reset", "earliest");
        settings.put("group.id", "demo-workers");
        dispatches = new KafkaConsumer<>(
                settings, new StringDeserializer(), configured(new AvroDeserializer<>(TaskDispatch.class), connection));
        dispatches.subscribe(List.of(catalogue.tasks(runtime).name()));
        // Every worker reads all cancellations, so this one belongs to no group.
        settings.remove("group.id");
        cancellations = new KafkaConsumer<>(
                settings,
                new StringDeserializer(),
                configured(new AvroDeserializer<>(TaskCancellation.class), connection));
        cancellations.assign(
                cancellations.partitionsFor(catalogue.taskCancellations().name()).stream()
                        .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                        .toList());
        reports = new Publisher<>(catalogue.taskEvents(), connection);
    }

    private static <D extends Deserializer<?>> D configured(D deserializer, Map<String, Object> connection) {
        deserializer.configure(connection, false);
        return deserializer;
    }

    void start() {
        thread.start();
    }

    /** Lets one more task that was told to stop report that it did. */
    void allowOneReport() {
        reportsAllowed.incrementAndGet();
    }

    @Override
    public void run() {
        try {
            while (!closing) {
                dispatches.poll(POLL).forEach(this::onDispatch);
                cancellations.poll(POLL).forEach(this::onCancellation);
                reportStopped();
            }
        } catch (WakeupException closed) {
            // close() woke the poll.
        }
    }

    private void onDispatch(ConsumerRecord<String, TaskDispatch> received) {
        waiting.add(received.value());
        fillSlots();
    }

    private void fillSlots() {
        while (running.size() + stopping.size() < SLOTS && !waiting.isEmpty()) {
            TaskDispatch task = waiting.remove();
            says.accept("starts " + task.getRunId());
            report(task, event -> event.setStarted(new TaskStarted()));
            if (input(task).equals(LONG)) {
                running.put(task.getDispatchId(), task);
            } else {
                says.accept("has done " + task.getRunId());
                complete(task, TaskOutcome.SUCCEEDED, "done by " + workerId);
            }
        }
    }

    private void onCancellation(ConsumerRecord<String, TaskCancellation> received) {
        String dispatchId = received.value().getDispatchId();
        if (waiting.removeIf(task -> task.getDispatchId().equals(dispatchId))) {
            says.accept("drops " + received.value().getRunId() + ", which it had not started");
        }
        Optional.ofNullable(running.remove(dispatchId)).ifPresent(task -> {
            says.accept("is told to stop " + task.getRunId() + " and tidies up");
            stopping.add(task);
        });
    }

    private void reportStopped() {
        while (!stopping.isEmpty() && reportsAllowed.get() > 0) {
            reportsAllowed.decrementAndGet();
            TaskDispatch task = stopping.remove();
            says.accept("has stopped " + task.getRunId() + " and reports it");
            complete(task, TaskOutcome.CANCELLED, "stopped by " + workerId);
            fillSlots();
        }
    }

    private void complete(TaskDispatch task, TaskOutcome outcome, String summary) {
        report(
                task,
                event -> event.setCompleted(TaskCompleted.newBuilder()
                        .setOutcome(outcome)
                        .setSummary(summary)
                        .build()));
    }

    private void report(TaskDispatch task, Consumer<TaskEvent.Builder> payload) {
        TaskEvent.Builder event = TaskEvent.newBuilder()
                .setFlowId(task.getFlowId())
                .setRunId(task.getRunId())
                .setAttempt(task.getAttempt())
                .setDispatchId(task.getDispatchId())
                .setWorkerId(workerId)
                .setOccurredAt(Instant.now());
        payload.accept(event);
        reports.send(task.getFlowId(), event.build());
    }

    private static String input(TaskDispatch task) {
        return StandardCharsets.UTF_8.decode(task.getInput().duplicate()).toString();
    }

    /** Ends the thread and waits for it. */
    @Override
    public void close() {
        closing = true;
        dispatches.wakeup();
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        reports.close();
        dispatches.close();
        cancellations.close();
    }
}
