package dev.taskflow.app;

import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides on a record that a broker refuses: the transaction fails, as nothing of it may be left out. Unlike the handler of Kafka
 * Streams it writes no dead letter, which would be undone with the transaction; and which that one cannot make, for a record
 * that follows from no input (a changelog's), but for "Invalid timestamp: -1", said in place of the reason
 * (ExceptionHandlerUtils of 4.3). Used by every stream thread.
 */
public final class FailingProductionHandler implements ProductionExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(FailingProductionHandler.class);

    @Override
    public Response handleError(
            ErrorHandlerContext context, ProducerRecord<byte[], byte[]> record, Exception exception) {
        if (exception instanceof RetriableException) {
            return Response.retry();
        }
        if (exception instanceof RecordTooLargeException) {
            LOG.atError()
                    .setMessage(
                            "A record is larger than its topic takes, and nothing can go on before the topic takes it: raise"
                                    + " max.message.bytes of the topic; 'taskflow doctor' says to how much")
                    .addKeyValue("topic", record.topic())
                    .addKeyValue("bytes", bytes(record.key()) + bytes(record.value()))
                    .log();
        }
        return Response.fail();
    }

    @Override
    @SuppressWarnings("rawtypes") // as it is declared
    public Response handleSerializationError(
            ErrorHandlerContext context,
            ProducerRecord record,
            Exception exception,
            SerializationExceptionOrigin origin) {
        return Response.fail();
    }

    private static int bytes(byte @Nullable [] part) {
        return part == null ? 0 : part.length;
    }

    @Override
    public void configure(Map<String, ?> configs) {}
}
