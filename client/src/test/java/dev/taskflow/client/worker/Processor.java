package dev.taskflow.client.worker;

import dev.taskflow.client.Connection;
import dev.taskflow.serde.AvroDeserializer;
import dev.taskflow.serde.AvroSerializer;
import dev.taskflow.v1.TaskCancellation;
import dev.taskflow.v1.TaskCompleted;
import dev.taskflow.v1.TaskDispatch;
import dev.taskflow.v1.TaskEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The processor's part: sends dispatches and cancellations in transactions, and reads the reports. */
final class Processor implements AutoCloseable {
    /** A report as it was received. */
    record Report(TaskEvent event, ConsumerRecord<byte[], byte[]> received) {}

    private final Connection connection;
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final AvroSerializer<SpecificRecord> serializer = new AvroSerializer<>();
    private final AvroDeserializer<TaskEvent> deserializer = new AvroDeserializer<>(TaskEvent.class);
    private final Map<String, List<Report>> reports = new ConcurrentHashMap<>();
    private final Thread reader = new Thread(this::read, "test-processor");

    Processor(Connection connection) {
        this.connection = connection;
        serializer.configure(connection.schemaRegistry(), false);
        deserializer.configure(connection.schemaRegistry(), false);
        Map<String, Object> settings = new HashMap<>(connection.kafka());
        settings.put("transactional.id", "test-processor");
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        producer.initTransactions();
        consumer = new KafkaConsumer<>(connection.kafka(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        TopicPartition events =
                new TopicPartition(connection.topics("none").taskEvents().name(), 0);
        consumer.assign(List.of(events));
        consumer.seekToBeginning(List.of(events));
        reader.start();
    }

    static TaskDispatch.Builder dispatch(String runtime, String input) {
        String flowId = "flow-" + UUID.randomUUID();
        return TaskDispatch.newBuilder()
                .setTaskId(flowId + "/run")
                .setFlowId(flowId)
                .setRunId("run")
                .setOwnerKey("owner")
                .setRuntime(runtime)
                .setAttempt(1)
                .setDispatchId("dispatch-" + UUID.randomUUID())
                .setInput(StandardCharsets.UTF_8.encode(input))
                .setDispatchedAt(Instant.now());
    }

    TaskDispatch send(TaskDispatch.Builder dispatch) {
        TaskDispatch built = dispatch.build();
        send(List.of(built));
        return built;
    }

    synchronized void send(List<TaskDispatch> dispatches) {
        producer.beginTransaction();
        dispatches.forEach(dispatch -> put(record(dispatch)));
        producer.commitTransaction();
    }

    synchronized void abort(TaskDispatch dispatch) {
        producer.beginTransaction();
        put(record(dispatch));
        producer.flush();
        producer.abortTransaction();
    }

    synchronized void send(TaskDispatch dispatch, String headerKey, String headerValue) {
        ProducerRecord<byte[], byte[]> record = record(dispatch);
        record.headers().add(headerKey, headerValue.getBytes(StandardCharsets.UTF_8));
        producer.beginTransaction();
        put(record);
        producer.commitTransaction();
    }

    synchronized void sendBytes(String runtime, byte[] value) {
        producer.beginTransaction();
        put(new ProducerRecord<>(connection.topics(runtime).tasks(runtime).name(), value));
        producer.commitTransaction();
    }

    synchronized void cancel(TaskDispatch dispatch, String reason) {
        TaskCancellation cancellation = TaskCancellation.newBuilder()
                .setTaskId(dispatch.getTaskId())
                .setFlowId(dispatch.getFlowId())
                .setRunId(dispatch.getRunId())
                .setRuntime(dispatch.getRuntime())
                .setAttempt(dispatch.getAttempt())
                .setDispatchId(dispatch.getDispatchId())
                .setReason(reason)
                .setRequestedAt(Instant.now())
                .build();
        String topic = connection.topics("none").taskCancellations().name();
        producer.beginTransaction();
        put(new ProducerRecord<>(topic, bytes(dispatch.getTaskId()), serializer.serialize(topic, cancellation)));
        producer.commitTransaction();
    }

    private ProducerRecord<byte[], byte[]> record(TaskDispatch dispatch) {
        String topic = connection
                .topics(dispatch.getRuntime())
                .tasks(dispatch.getRuntime())
                .name();
        return new ProducerRecord<>(topic, bytes(dispatch.getTaskId()), serializer.serialize(topic, dispatch));
    }

    private void put(ProducerRecord<byte[], byte[]> record) {
        Future<?> unused = producer.send(record); // The commit fails if this does.
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void read() {
        try (consumer) {
            while (true) {
                for (ConsumerRecord<byte[], byte[]> received : consumer.poll(Duration.ofSeconds(1))) {
                    TaskEvent event = deserializer.deserialize(received.topic(), received.value());
                    reports.computeIfAbsent(event.getDispatchId(), id -> new CopyOnWriteArrayList<>())
                            .add(new Report(event, received));
                }
            }
        } catch (WakeupException closed) {
            // close() woke the poll.
        }
    }

    List<Report> reports(TaskDispatch dispatch) {
        return List.copyOf(reports.getOrDefault(dispatch.getDispatchId(), List.of()));
    }

    List<TaskEvent> events(TaskDispatch dispatch) {
        return reports(dispatch).stream().map(Report::event).toList();
    }

    List<TaskCompleted> completions(TaskDispatch dispatch) {
        return events(dispatch).stream()
                .flatMap(event -> event.getCompleted().stream())
                .toList();
    }

    /** The first completion, which is the one that counts (T2). */
    TaskCompleted awaitCompleted(TaskDispatch dispatch) {
        return Until.present("completion of " + dispatch.getTaskId(), () -> completions(dispatch).stream()
                .findFirst());
    }

    @Override
    public void close() {
        consumer.wakeup();
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close();
    }
}
