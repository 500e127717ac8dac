package dev.taskflow.topology;

import dev.taskflow.rules.Ids;
import dev.taskflow.serde.AvroDeserializer;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Takes the records of one input topic in: decodes them, sends those on that are on a wrong partition, hands the others to their
 * handler, and sets aside those that cannot be used. A client's record never stops the thread; a fault of Kafka or of a store
 * always does, so that the transaction is undone and the record is tried again. Used by the stream task's thread.
 */
final class Intake<V extends SpecificRecord> {
    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

    private final AvroDeserializer<V> deserializer;
    private final Routing routing;
    private final InputHandler<V> handler;
    private final DeadLetters deadLetters;
    private final ProcessorMetrics metrics;
    private final Consumer<Output> forward;

    Intake(
            AvroDeserializer<V> deserializer,
            Routing routing,
            InputHandler<V> handler,
            DeadLetters deadLetters,
            ProcessorMetrics metrics,
            Consumer<Output> forward) {
        this.deserializer = deserializer;
        this.routing = routing;
        this.handler = handler;
        this.deadLetters = deadLetters;
        this.metrics = metrics;
        this.forward = forward;
    }

    /** Takes one record in. */
    void take(ReceivedRecord received) {
        V input = null;
        try {
            input = decode(received);
            String flowId = handler.flowId(input);
            // An illegal flowId has no partition of its own; it is refused wherever it is.
            if (Ids.isLegal(flowId) && routing.isMisrouted(received, flowId)) {
                Output sentOn = routing.sentOn(received, flowId);
                metrics.rerouted();
                Writes.carryOut(() -> forward.accept(sentOn));
            } else {
                handler.handle(input, received);
            }
        } catch (SerializationException | RejectedRecordException | OutputTooLargeException e) { // X1, X4
            setAside(input, received, e);
        } catch (KafkaException e) {
            throw e;
        } catch (RuntimeException e) {
            event(LOG.atError(), input, received)
                    .setMessage("A fault of TaskFlow; the record goes to the dead letters")
                    .setCause(e)
                    .log();
            setAside(input, received, e);
        }
    }

    private V decode(ReceivedRecord received) {
        if (received.value() == null) {
            throw new RejectedRecordException("The record has no value.");
        }
        return deserializer.deserialize(received.topic(), received.value());
    }

    private void setAside(@Nullable V input, ReceivedRecord received, Exception error) {
        event(LOG.atWarn(), input, received)
                .setMessage("A record goes to the dead letters")
                .addKeyValue("error", error.getMessage())
                .log();
        metrics.deadLettered();
        Output letter = deadLetters.output(received, error);
        Writes.carryOut(() -> forward.accept(letter));
    }

    private LoggingEventBuilder event(LoggingEventBuilder event, @Nullable V input, ReceivedRecord received) {
        LoggingEventBuilder placed = placed(event, received);
        return input == null ? placed : handler.about(input, placed);
    }

    /** Adds to a log event where an input was read. */
    static LoggingEventBuilder placed(LoggingEventBuilder event, ReceivedRecord received) {
        return event.addKeyValue("topic", received.topic())
                .addKeyValue("partition", received.partition())
                .addKeyValue("offset", received.offset());
    }
}
