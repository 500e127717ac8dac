package dev.taskflow.app;

import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;

/** Waits for answers of Kafka's admin client and says plainly why there is none. */
public final class KafkaAnswers {

    private final String bootstrapServers;

    /** Answers of these brokers, named in messages. */
    public KafkaAnswers(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * Waits for an answer.
     *
     * @throws Unreachable if no broker answered in time
     * @throws KafkaException as the broker answered it
     */
    public <T> T get(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (InterruptedException interrupted) {
            throw new InterruptException(interrupted);
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause();
            if (cause instanceof TimeoutException || cause instanceof DisconnectException) {
                throw new Unreachable(
                        "Kafka at " + bootstrapServers
                                + " does not answer. Check that it runs, that bootstrap.servers is right,"
                                + " and that kafka.security.protocol is what it speaks.",
                        cause);
            }
            throw cause instanceof KafkaException refused ? refused : new KafkaException(cause);
        }
    }

    /** Like {@link #get}, but empty where the answer is this exception. */
    public <T> Optional<T> unless(Class<? extends KafkaException> exception, KafkaFuture<T> future) {
        try {
            return Optional.of(get(future));
        } catch (KafkaException refused) {
            if (exception.isInstance(refused)) {
                return Optional.empty();
            }
            throw refused;
        }
    }
}
