package dev.taskflow.client.worker;

import dev.taskflow.serde.AvroDeserializer;
import dev.taskflow.v1.TaskDispatch;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the records of a {@code tasks.<runtime>} topic. Safe for use from several threads. */
final class Dispatches {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatches.class);

    private final AvroDeserializer<TaskDispatch> deserializer = new AvroDeserializer<>(TaskDispatch.class);

    Dispatches(WorkerSettings settings) {
        deserializer.configure(settings.connection().schemaRegistry(), false);
    }

    /**
     * The dispatch, or empty if nobody can read it.
     *
     * @throws org.apache.kafka.common.KafkaException if the schema registry was needed and did not answer
     */
    Optional<TaskDispatch> read(ConsumerRecord<byte[], byte[]> received) {
        String problem = "it has no value";
        try {
            if (received.value() != null) {
                return Optional.of(deserializer.deserialize(received.topic(), received.value()));
            }
        } catch (SerializationException e) {
            problem = String.valueOf(e.getMessage());
        }
        LOG.atError()
                .setMessage("A dispatch cannot be read and is dropped")
                .addKeyValue("topic", received.topic())
                .addKeyValue("partition", received.partition())
                .addKeyValue("offset", received.offset())
                .addKeyValue("problem", problem)
                .log();
        return Optional.empty();
    }
}
