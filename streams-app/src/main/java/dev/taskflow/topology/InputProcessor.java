package dev.taskflow.topology;

import dev.taskflow.input.PolledInput;
import dev.taskflow.rules.Ids;
import dev.taskflow.rules.Now;
import dev.taskflow.serde.AvroDeserializer;
import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * What commands and task events have in common: decode, route, decide, and set aside what cannot be used. A client's record
 * never stops the thread; a fault of Kafka or of a store always does, so that the transaction is undone and the record is
 * tried again. Records come as bytes, so that one can be sent on or set aside exactly as it was received.
 */
abstract class InputProcessor<V extends SpecificRecord> implements Processor<byte[], byte[], byte[], Output> {
    private static final Logger LOG = LoggerFactory.getLogger(InputProcessor.class);

    private final AvroDeserializer<V> deserializer;
    private final Routing routing;
    private final DeadLetters deadLetters;
    private final PolledInput polled;
    private final Tally tally;
    private final String name;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init() before anything else.
    private ProcessorContext<byte[], Output> context;

    @SuppressWarnings("NullAway.Init")
    private ProcessorMetrics metrics;

    InputProcessor(
            String name,
            AvroDeserializer<V> deserializer,
            Routing routing,
            DeadLetters deadLetters,
            PolledInput polled,
            Tally tally) {
        this.name = name;
        this.deserializer = deserializer;
        this.routing = routing;
        this.deadLetters = deadLetters;
        this.polled = polled;
        this.tally = tally;
    }

    @Override
    public void init(ProcessorContext<byte[], Output> newContext) {
        context = newContext;
        metrics = new ProcessorMetrics(newContext.metrics(), name, newContext.taskId(), tally);
        polled.forget(newContext.taskId().partition());
    }

    @Override
    public void close() {
        metrics.close();
        polled.forget(context.taskId().partition()); // What was polled for this task will not be processed.
    }

    abstract String flowId(V input);

    /** Adds to a log event what an input is about: ids, and nothing that a client has written for others. */
    abstract LoggingEventBuilder about(V input, LoggingEventBuilder event);

    /**
     * Decides and carries out.
     *
     * @throws RejectedRecordException if the record can be read but not used; nothing has been written then
     */
    abstract void handle(
            V input, int encodedBytes, Instant timestamp, Record<byte[], byte[]> received, RecordMetadata from);

    @Override
    public void process(Record<byte[], byte[]> received) {
        try {
            take(received);
        } finally {
            context.recordMetadata()
                    .ifPresent(from -> polled.processed(
                            from.topic(),
                            from.partition(),
                            from.offset(),
                            PolledInput.bytes(received.key(), received.value(), received.headers())));
            if (polled.shouldCommit()) {
                context.commit();
            }
        }
    }

    private void take(Record<byte[], byte[]> received) {
        RecordMetadata from = context.recordMetadata()
                .orElseThrow(() -> new IllegalStateException("an input record without metadata"));
        V input = null;
        try {
            input = decode(received, from);
            RawInput.release(context);
            String flowId = flowId(input);
            // An illegal flowId has no partition of its own; it is refused wherever it is.
            if (Ids.isLegal(flowId) && routing.isMisrouted(received, from, flowId)) {
                Output sentOn = routing.sentOn(received, from, flowId);
                metrics.rerouted();
                forward(sentOn);
            } else {
                handle(input, received.value().length, Instant.ofEpochMilli(received.timestamp()), received, from);
            }
        } catch (SerializationException | RejectedRecordException | OutputTooLargeException e) { // X1, X4
            setAside(input, received, from, e);
        } catch (KafkaException e) {
            throw e;
        } catch (RuntimeException e) {
            event(LOG.atError(), input, from)
                    .setMessage("A fault of TaskFlow; the record goes to the dead letters")
                    .setCause(e)
                    .log();
            setAside(input, received, from, e);
        }
    }

    private V decode(Record<byte[], byte[]> received, RecordMetadata from) {
        if (received.value() == null) {
            throw new RejectedRecordException("The record has no value.");
        }
        return deserializer.deserialize(from.topic(), received.value());
    }

    private void setAside(@Nullable V input, Record<byte[], byte[]> received, RecordMetadata from, Exception error) {
        event(LOG.atWarn(), input, from)
                .setMessage("A record goes to the dead letters")
                .addKeyValue("error", error.getMessage())
                .log();
        metrics.deadLettered();
        forward(deadLetters.output(received, from, error));
    }

    /** The name of its node in the topology. */
    final String name() {
        return name;
    }

    /** A log event about an input: where it is, and what it is about if it can be read. */
    final LoggingEventBuilder event(LoggingEventBuilder event, @Nullable V input, RecordMetadata from) {
        LoggingEventBuilder placed = event.addKeyValue("topic", from.topic())
                .addKeyValue("partition", from.partition())
                .addKeyValue("offset", from.offset());
        return input == null ? placed : about(input, placed);
    }

    final ProcessorContext<byte[], Output> context() {
        return context;
    }

    /** When an input with this timestamp is decided. */
    final Now now(Instant timestamp) {
        return new Now(timestamp, Instant.ofEpochMilli(context.currentSystemTimeMs()));
    }

    final Tally tally() {
        return tally;
    }

    final ProcessorMetrics metrics() {
        return metrics;
    }

    final void forward(Output output) {
        context.forward(output.asRecord(), output.sink());
    }
}
