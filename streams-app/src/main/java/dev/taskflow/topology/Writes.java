package dev.taskflow.topology;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.errors.StreamsException;

/**
 * Where rows are written and records are sent. From the first of them on nothing may be swallowed: part of an input would be kept,
 * and the rest lost. Kafka's producer says some of its faults by exceptions that are none of Kafka's, such as an {@code
 * IllegalStateException} after a commit that timed out; taken for a fault of ours, such a record would go to the dead letters.
 */
final class Writes {
    private Writes() {}

    /**
     * Writes and sends.
     *
     * @throws KafkaException whatever fails: the thread ends, the transaction is undone and all of it is done again
     */
    static void carryOut(Runnable writes) {
        try {
            writes.run();
        } catch (KafkaException failed) {
            throw failed;
        } catch (RuntimeException failed) {
            throw new StreamsException(
                    "What was decided cannot be written or sent; the transaction is undone.", failed);
        }
    }
}
