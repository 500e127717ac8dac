package dev.taskflow.it;

import dev.taskflow.app.TaskFlowConfig;
import dev.taskflow.serde.AvroDeserializer;
import dev.taskflow.v1.TaskCompleted;
import dev.taskflow.v1.TaskDispatch;
import dev.taskflow.v1.TaskEvent;
import dev.taskflow.v1.TaskOutcome;
import dev.taskflow.v1.TaskStarted;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A worker with a plain consumer of {@code tasks.<runtime>}: starts what it is given and succeeds with it at once. */
final class Worker implements AutoCloseable {
    private final String name;
    private final Inputs inputs;
    private final KafkaConsumer<byte[], TaskDispatch> consumer;
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    private Worker(String name, Inputs inputs, KafkaConsumer<byte[], TaskDispatch> consumer) {
        this.name = name;
        this.inputs = inputs;
        this.consumer = consumer;
    }

    static Worker start(TaskFlowConfig config, String runtime, Inputs inputs) {
        AvroDeserializer<TaskDispatch> deserializer = new AvroDeserializer<>(TaskDispatch.class);
        deserializer.configure(config.schemaRegistry(), false);
        String topic = config.topics().tasks(runtime).name();
        Map<String, Object> settings = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                config.bootstrapServers(),
                ConsumerConfig.GROUP_ID_CONFIG,
                topic + ".workers",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false);
        Worker worker = new Worker(
                "worker-of-" + runtime,
                inputs,
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), deserializer));
        worker.consumer.subscribe(List.of(topic));
        Thread thread = new Thread(worker::run, worker.name);
        thread.setDaemon(true);
        thread.start();
        return worker;
    }

    private void run() {
        try (consumer) {
            while (true) {
                for (ConsumerRecord<byte[], TaskDispatch> received : consumer.poll(Duration.ofSeconds(1))) {
                    TaskDispatch dispatch = received.value();
                    inputs.sendSoon(
                            report(dispatch, name).setStarted(new TaskStarted()).build());
                    inputs.sendSoon(
                            report(dispatch, name).setCompleted(succeeded()).build());
                }
                inputs.flush();
                consumer.commitSync();
            }
        } catch (WakeupException closed) {
            end.complete(null);
        } catch (RuntimeException | AssertionError e) {
            end.completeExceptionally(e);
        }
    }

    private static TaskCompleted succeeded() {
        return TaskCompleted.newBuilder().setOutcome(TaskOutcome.SUCCEEDED).build();
    }

    /** A report on what was dispatched, without a payload yet. */
    static TaskEvent.Builder report(TaskDispatch dispatch, String workerId) {
        return TaskEvent.newBuilder()
                .setFlowId(dispatch.getFlowId())
                .setRunId(dispatch.getRunId())
                .setAttempt(dispatch.getAttempt())
                .setDispatchId(dispatch.getDispatchId())
                .setWorkerId(workerId)
                .setOccurredAt(Instant.now());
    }

    /** Stops it; fails if it has failed. */
    @Override
    public void close() {
        consumer.wakeup();
        try {
            end.join();
        } catch (CompletionException e) {
            throw new AssertionError(name + " failed", e.getCause());
        }
    }
}
