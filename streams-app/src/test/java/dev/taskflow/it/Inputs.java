package dev.taskflow.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.taskflow.app.TaskFlowConfig;
import dev.taskflow.serde.AvroSerializer;
import dev.taskflow.topics.Topic;
import dev.taskflow.topics.TopicCatalogue;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.TaskEvent;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Writes what clients write, by a plain producer, and waits until the broker has it. Safe for use by many threads. */
final class Inputs implements AutoCloseable {
    private final String bootstrapServers;
    private final TopicCatalogue topics;
    private final AvroSerializer<SpecificRecord> serializer = new AvroSerializer<>();
    private final KafkaProducer<byte @Nullable [], byte @Nullable []> producer;
    private final Queue<Future<RecordMetadata>> sent = new ConcurrentLinkedQueue<>();

    Inputs(TaskFlowConfig config) {
        bootstrapServers = config.bootstrapServers();
        topics = config.topics();
        serializer.configure(config.schemaRegistry(), false);
        producer = producer(Map.of());
    }

    private KafkaProducer<byte @Nullable [], byte @Nullable []> producer(Map<String, ?> settings) {
        Map<String, Object> config = new HashMap<>();
        config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        // A new producer whose second batch overtakes its first, as the leader is only just starting, is stuck for two
        // minutes.
        config.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        config.putAll(settings);
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    byte[] encode(Topic<?> topic, SpecificRecord value) {
        return serializer.serialize(topic.name(), value);
    }

    RecordMetadata send(FlowCommand command) {
        return acknowledged(producer.send(recordOf(command)));
    }

    RecordMetadata send(TaskEvent event) {
        return acknowledged(producer.send(recordOf(event)));
    }

    /** Sends and does not wait; {@link #flush} does. */
    void sendSoon(FlowCommand command) {
        sent.add(producer.send(recordOf(command)));
    }

    /** Sends and does not wait; {@link #flush} does. */
    void sendSoon(TaskEvent event) {
        sent.add(producer.send(recordOf(event)));
    }

    /** Sends and does not wait; {@link #flush} does. */
    void sendSoon(ProducerRecord<byte @Nullable [], byte @Nullable []> record) {
        sent.add(producer.send(record));
    }

    /** Waits for all that was sent. */
    void flush() {
        producer.flush();
        for (Future<RecordMetadata> next = sent.poll(); next != null; next = sent.poll()) {
            acknowledged(next);
        }
    }

    ProducerRecord<byte @Nullable [], byte @Nullable []> recordOf(FlowCommand command) {
        return record(topics.flowCommands(), command.getFlowId(), command);
    }

    ProducerRecord<byte @Nullable [], byte @Nullable []> recordOf(TaskEvent event) {
        return record(topics.taskEvents(), event.getFlowId(), event);
    }

    private ProducerRecord<byte @Nullable [], byte @Nullable []> record(
            Topic<?> topic, String key, SpecificRecord value) {
        return new ProducerRecord<>(topic.name(), key.getBytes(UTF_8), encode(topic, value));
    }

    RecordMetadata send(ProducerRecord<byte @Nullable [], byte @Nullable []> record) {
        return acknowledged(producer.send(record));
    }

    /** Sends by a producer with other settings. */
    RecordMetadata send(ProducerRecord<byte @Nullable [], byte @Nullable []> record, Map<String, ?> settings) {
        try (KafkaProducer<byte @Nullable [], byte @Nullable []> other = producer(settings)) {
            return acknowledged(other.send(record));
        }
    }

    private static RecordMetadata acknowledged(Future<RecordMetadata> sent) {
        try {
            return sent.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError("the broker did not take a record", e);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
