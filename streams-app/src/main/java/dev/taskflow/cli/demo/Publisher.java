package dev.taskflow.cli.demo;

import dev.taskflow.serde.AvroSerializer;
import dev.taskflow.topics.Topic;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes records of one topic, and waits for the broker to have each. Thread-safe. */
final class Publisher<V extends SpecificRecord> implements AutoCloseable {

    private final Topic<V> topic;
    private final AvroSerializer<V> serializer = new AvroSerializer<>();
    private final KafkaProducer<String, byte[]> producer;

    Publisher(Topic<V> topic, Map<String, Object> connection) {
        this.topic = topic;
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put("acks", "all");
        settings.put("linger.ms", 0);
        // The schemas are there already, and a client that cannot register any cannot register a wrong one.
        settings.put("auto.register.schemas", false);
        serializer.configure(settings, false);
        producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }

    void send(String key, V value) {
        sendBytes(key, serializer.serialize(topic.name(), value));
    }

    void sendBytes(String key, byte[] value) {
        try {
            producer.send(new ProducerRecord<>(topic.name(), key, value)).get();
        } catch (InterruptedException interrupted) {
            throw new InterruptException(interrupted);
        } catch (ExecutionException failed) {
            throw new KafkaException("the broker did not take a record for " + topic.name(), failed.getCause());
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
