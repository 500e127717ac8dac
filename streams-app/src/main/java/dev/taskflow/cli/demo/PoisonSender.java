package dev.taskflow.cli.demo;

import dev.taskflow.client.Connection;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Sends what the client would never send: bytes that are no record of the topic's type. */
final class PoisonSender implements AutoCloseable {

    private final String topic;
    private final KafkaProducer<String, byte[]> producer;

    PoisonSender(String topic, Connection connection) {
        this.topic = topic;
        producer = new KafkaProducer<>(connection.kafka(), new StringSerializer(), new ByteArraySerializer());
    }

    /** Returns when the broker has it. */
    void send(String key, byte[] value) {
        try {
            producer.send(new ProducerRecord<>(topic, key, value)).get();
        } catch (InterruptedException interrupted) {
            throw new InterruptException(interrupted);
        } catch (ExecutionException failed) {
            throw new KafkaException("the broker did not take a record for " + topic, failed.getCause());
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
