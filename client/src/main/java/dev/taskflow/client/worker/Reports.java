package dev.taskflow.client.worker;

import dev.taskflow.serde.AvroSerializer;
import dev.taskflow.v1.TaskCompleted;
import dev.taskflow.v1.TaskDispatch;
import dev.taskflow.v1.TaskEvent;
import dev.taskflow.v1.TaskProgress;
import dev.taskflow.v1.TaskStarted;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a worker's {@link TaskEvent}s. Each future ends when the report is stored on all replicas, or cannot be. Thread-safe. */
final class Reports implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reports.class);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    private final String topic;
    private final String workerId;
    private final AvroSerializer<TaskEvent> serializer = new AvroSerializer<>();
    private final Producer<byte[], byte[]> producer;

    /** Asks the registry for the schema's id, so that no report has to wait for it. */
    Reports(WorkerSettings settings) {
        topic = settings.reportTopic();
        workerId = settings.workerId();
        serializer.configure(settings.connection().schemaRegistry(), false);
        byte[] unused = serializer.serialize(
                topic,
                TaskEvent.newBuilder()
                        .setFlowId("")
                        .setRunId("")
                        .setAttempt(0)
                        .setDispatchId("")
                        .setWorkerId(workerId)
                        .setOccurredAt(Instant.EPOCH)
                        .build());
        Map<String, Object> config = new HashMap<>(settings.connection().kafka());
        config.put("acks", "all");
        config.put("enable.idempotence", true);
        // With several, a first batch that a leader refuses as it is only just starting can be overtaken, and is
        // refused as
        // out of order until its delivery time-out.
        config.put("max.in.flight.requests.per.connection", 1);
        config.putIfAbsent("linger.ms", 1);
        producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    void started(TaskDispatch dispatch, ReportTrace trace) {
        logFailure(send(dispatch, trace, event -> event.setStarted(new TaskStarted())), dispatch);
    }

    /** @param summary null for a mere heartbeat */
    void progress(TaskDispatch dispatch, ReportTrace trace, @Nullable String summary) {
        String bounded = summary == null ? null : ReportTexts.message(summary);
        logFailure(send(dispatch, trace, event -> event.setProgress(new TaskProgress(bounded))), dispatch);
    }

    CompletableFuture<Void> completed(TaskDispatch dispatch, ReportTrace trace, TaskCompleted completed) {
        return send(dispatch, trace, event -> event.setCompleted(completed));
    }

    private static void logFailure(CompletableFuture<Void> report, TaskDispatch dispatch) {
        CompletableFuture<Void> unused = report.whenComplete((stored, failure) -> {
            if (failure != null) {
                LOG.atWarn()
                        .setMessage("A report on a task at work could not be stored")
                        .addKeyValue("taskId", dispatch.getTaskId())
                        .addKeyValue("error", failure.toString())
                        .log();
            }
        });
    }

    private CompletableFuture<Void> send(
            TaskDispatch dispatch, ReportTrace trace, Consumer<TaskEvent.Builder> payload) {
        CompletableFuture<Void> stored = new CompletableFuture<>();
        TaskEvent.Builder event = TaskEvent.newBuilder()
                .setFlowId(dispatch.getFlowId())
                .setRunId(dispatch.getRunId())
                .setAttempt(dispatch.getAttempt())
                .setDispatchId(dispatch.getDispatchId())
                .setWorkerId(workerId)
                .setOccurredAt(Instant.now());
        payload.accept(event);
        try {
            byte[] value = serializer.serialize(topic, event.build());
            byte[] key = dispatch.getFlowId().getBytes(StandardCharsets.UTF_8);
            Future<?> unused =
                    producer.send(new ProducerRecord<>(topic, null, key, value, trace.headers()), (at, failure) -> {
                        if (failure == null) {
                            stored.complete(null);
                        } else {
                            stored.completeExceptionally(failure);
                        }
                    });
        } catch (KafkaException | IllegalStateException e) { // IllegalStateException: closed meanwhile
            stored.completeExceptionally(e);
        }
        return stored;
    }

    /** Waits a little for what is on its way. */
    @Override
    public void close() {
        producer.close(CLOSE_LIMIT);
    }
}
