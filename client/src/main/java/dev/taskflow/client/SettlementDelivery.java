package dev.taskflow.client;

import dev.taskflow.serde.AvroDeserializer;
import dev.taskflow.v1.FlowSettled;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands one record to the handler, or parks it. Used by the thread that handles. */
final class SettlementDelivery {
    private static final Logger LOG = LoggerFactory.getLogger(SettlementDelivery.class);

    /** What became of a record. */
    enum Outcome {
        /** Handled, passed by or parked. */
        FINISHED,
        /** The handler failed and may be called again. */
        HANDLER_FAILED,
        /** Something else is in the way that says nothing about the record, such as a registry that is away. */
        IN_THE_WAY
    }

    private final AvroDeserializer<FlowSettled> values = new AvroDeserializer<>(FlowSettled.class);
    private final SettlementHandler handler;
    private final ListenerOptions options;
    private final ParkedSettlements parked;
    private final BooleanSupplier closing;

    SettlementDelivery(
            Connection connection,
            SettlementHandler handler,
            ListenerOptions options,
            ParkedSettlements parked,
            BooleanSupplier closing) {
        this.closing = closing;
        this.handler = handler;
        this.options = options;
        this.parked = parked;
        values.configure(connection.schemaRegistry(), false);
    }

    /**
     * Tries once.
     *
     * @param failures how often the handler has failed with this record
     */
    Outcome attempt(ConsumerRecord<byte[], byte[]> received, int failures) {
        try {
            FlowSettled settled = decoded(received);
            if (options.filter().test(settled)) {
                handler.onSettled(settled, TraceHeaders.of(received.headers()));
            }
            return Outcome.FINISHED;
        } catch (Undecodable undecodable) {
            return park(received, undecodable.error, 0);
        } catch (InTheWay notNow) {
            log(received, "A settlement cannot be read for now and is tried again", notNow.error);
            return Outcome.IN_THE_WAY;
        } catch (VirtualMachineError e) {
            if (e instanceof StackOverflowError) { // the handler's own doing
                return failed(received, failures + 1, e);
            }
            throw e;
        } catch (Throwable e) {
            return failed(received, failures + 1, e);
        }
    }

    private Outcome failed(ConsumerRecord<byte[], byte[]> received, int failures, Throwable error) {
        if (closing.getAsBoolean()) { // it may have been interrupted, and comes again in any case
            return Outcome.IN_THE_WAY;
        }
        if (failures >= options.attempts()) {
            return park(received, error, failures);
        }
        log(received, "A settlement's handler failed and will be called again", error);
        return Outcome.HANDLER_FAILED;
    }

    private Outcome park(ConsumerRecord<byte[], byte[]> received, Throwable error, int attempts) {
        try {
            parked.park(received, error, attempts);
            log(received, "A settlement is parked in " + parked.topic(), error);
            return Outcome.FINISHED;
        } catch (KafkaException | IllegalStateException e) { // the latter after closing
            log(received, "A settlement cannot be parked for now and is tried again", e);
            return Outcome.IN_THE_WAY;
        }
    }

    private FlowSettled decoded(ConsumerRecord<byte[], byte[]> received) throws Undecodable, InTheWay {
        byte @Nullable [] value = received.value();
        if (value == null) {
            throw new Undecodable(new SerializationException("The record has no value"));
        }
        try {
            return values.deserialize(received.topic(), value);
        } catch (SerializationException e) {
            throw new Undecodable(e);
        } catch (KafkaException e) {
            throw new InTheWay(e);
        }
    }

    private static void log(ConsumerRecord<?, ?> received, String message, Throwable error) {
        LOG.atWarn()
                .setMessage(message)
                .addKeyValue("partition", received.partition())
                .addKeyValue("offset", received.offset())
                .addKeyValue("error", error.toString())
                .setCause(LOG.isDebugEnabled() ? error : null)
                .log();
    }

    private static final class Undecodable extends Exception {
        private static final long serialVersionUID = 1L;
        private final SerializationException error;

        Undecodable(SerializationException error) {
            this.error = error;
        }
    }

    private static final class InTheWay extends Exception {
        private static final long serialVersionUID = 1L;
        private final KafkaException error;

        InTheWay(KafkaException error) {
            this.error = error;
        }
    }
}
