package dev.taskflow.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.taskflow.serde.AvroSerializer;
import dev.taskflow.topics.Topic;
import dev.taskflow.v1.FlowCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes commands to {@code flow-commands}, keyed by flowId. Commands of one thread keep their order. Thread-safe. */
final class CommandSender {
    private final Topic<FlowCommand> topic;
    private final AvroSerializer<FlowCommand> serializer = new AvroSerializer<>();
    private final KafkaProducer<byte[], byte[]> producer;
    private final Executor callbacks;

    CommandSender(Connection connection, Executor callbacks) {
        this.topic = connection.topics().flowCommands();
        this.callbacks = callbacks;
        serializer.configure(connection.schemaRegistry(), false);
        producer = new KafkaProducer<>(
                KafkaSettings.producer(connection), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Completes when the command is durable; with {@link CommandNotSent} or {@link OutcomeUnknown} if it may not be. */
    @SuppressWarnings("FutureReturnValueIgnored") // the callback says the same
    CompletableFuture<Void> send(FlowCommand command, Map<String, String> headers) {
        CompletableFuture<Void> durable = new CompletableFuture<>();
        Thread sending = Thread.currentThread();
        try {
            // The producer fails in the calling thread what it has not taken, and in its own what it may have written.
            producer.send(record(command, headers), (metadata, failure) -> {
                boolean taken = Thread.currentThread() != sending;
                callbacks.execute(() -> {
                    if (failure == null) {
                        durable.complete(null);
                    } else {
                        durable.completeExceptionally(told(command, failure, taken));
                    }
                });
            });
        } catch (RuntimeException notTaken) {
            durable.completeExceptionally(notSent(command, notTaken));
        }
        return durable;
    }

    private ProducerRecord<byte[], byte[]> record(FlowCommand command, Map<String, String> headers) {
        List<Header> kafkaHeaders = new ArrayList<>(headers.size());
        headers.forEach((name, value) -> kafkaHeaders.add(new RecordHeader(name, value.getBytes(UTF_8))));
        byte[] key = command.getFlowId().getBytes(UTF_8);
        return new ProducerRecord<>(topic.name(), null, key, serializer.serialize(topic.name(), command), kafkaHeaders);
    }

    private static TaskFlowException told(FlowCommand command, Exception failure, boolean taken) {
        boolean refused = failure instanceof RecordTooLargeException || failure instanceof AuthorizationException;
        return taken && !refused
                ? new OutcomeUnknown(
                        command.getFlowId(),
                        command.getCommandId(),
                        "Kafka did not confirm the command: " + failure.getMessage(),
                        failure)
                : notSent(command, failure);
    }

    private static CommandNotSent notSent(FlowCommand command, Exception failure) {
        String why = failure instanceof RecordTooLargeException
                ? "it is too large, keep large inputs elsewhere and send a reference. " + failure.getMessage()
                : String.valueOf(failure.getMessage());
        return new CommandNotSent(command.getFlowId(), command.getCommandId(), why, failure);
    }

    /** Waits at most so long for commands that are being sent; the rest fails. */
    void close(Duration limit) {
        producer.close(limit);
    }
}
