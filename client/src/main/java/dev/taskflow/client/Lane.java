package dev.taskflow.client;

import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The records of one partition that are to be handled, in their order. Guarded by its {@link Lanes}. */
final class Lane {
    final TopicPartition partition;
    final Deque<ConsumerRecord<byte[], byte[]>> waiting = new ArrayDeque<>();

    /** How often the first record's handler has failed. */
    int failures;

    /** How often the first record could not be finished, for whatever reason. */
    int tries;

    /** In nanoTime; the first record is not touched before. */
    long notBefore = System.nanoTime();

    /** The first record while it is being handled. */
    @Nullable
    ConsumerRecord<byte[], byte[]> inHand;

    /** Behind the last record that is finished; 0 if none is. */
    long finished;

    /** What of that is committed. */
    long committed;

    Lane(TopicPartition partition) {
        this.partition = partition;
    }

    boolean isBusy() {
        return inHand != null;
    }

    boolean isDue(long now) {
        return !isBusy() && !waiting.isEmpty() && notBefore - now <= 0;
    }
}
