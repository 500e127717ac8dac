package dev.taskflow.app;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.LogAndContinueProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens when processing threw in a way that the topology did not foresee. A fault of Kafka or of a store fails the
 * thread, so that the transaction is undone and all of it is tried again. A fault of our own would come again with each
 * retry, so its record goes to the dead letters and the others go on.
 */
public final class LastResortProcessingHandler extends LogAndContinueProcessingExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(LastResortProcessingHandler.class);

    @Override
    public Response handleError(ErrorHandlerContext context, Record<?, ?> record, Exception exception) {
        if (exception instanceof KafkaException) {
            return Response.fail();
        }
        if (context.topic() == null) {
            // A timer's turn, not a record's: there is nothing to set aside, and the next turn comes soon enough.
            LOG.atError()
                    .setMessage("A fault of TaskFlow in a turn of its timers; the next turn comes soon")
                    .addKeyValue("node", context.processorNodeId())
                    .addKeyValue("partition", context.taskId().partition())
                    .setCause(exception)
                    .log();
            return Response.resume();
        }
        return super.handleError(context, record, exception);
    }
}
