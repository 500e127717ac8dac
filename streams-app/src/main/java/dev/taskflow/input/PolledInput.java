package dev.taskflow.input;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * What the stream threads have polled and not yet processed, and how far each input partition has been processed. The consumers
 * of {@link InputClients} tell it what they poll, and the processors what they have processed.
 *
 * <p>One for all stream threads of an instance. Each of them sees its own input and nothing of the others', so no method waits for
 * another thread: {@link #position} is known to the thread alone that processes the partition.
 */
public final class PolledInput {

    private final ThreadLocal<OfThread> threads = ThreadLocal.withInitial(OfThread::new);
    private final boolean isTold;

    private PolledInput(boolean isTold) {
        this.isTold = isTold;
    }

    /** Nothing is polled yet. To be given to {@link InputClients}. */
    public PolledInput() {
        this(true);
    }

    /**
     * For records that no consumer polls, as those of a test driver: a partition is read from 0 on, and nothing is known to wait, so
     * that no commit is asked for.
     */
    public static PolledInput withoutConsumer() {
        return new PolledInput(false);
    }

    /**
     * One record of this thread has been processed, set aside or sent on.
     *
     * @param bytes as {@link #bytes} counts them
     */
    public void processed(String topic, int partition, long offset, int bytes) {
        threads.get().processed(new TopicPartition(topic, partition), offset, bytes);
    }

    /**
     * Whether the record that was just processed was the last that this thread has. To wait with a commit serves nobody then, and
     * records that come meanwhile make the next transaction: a quiet thread commits at once, a busy one by the commit interval.
     */
    public boolean shouldCommit() {
        return threads.get().isDrained;
    }

    /**
     * The offset up to which everything on a partition has been processed, transaction markers included; it is the offset of the
     * next record that will be. Empty: not known yet, or not to this thread.
     */
    public OptionalLong position(TopicPartition partition) {
        Partition known = threads.get().partitions.get(partition);
        OptionalLong position = known == null ? OptionalLong.empty() : known.position();
        return position.isPresent() || isTold ? position : OptionalLong.of(0);
    }

    /**
     * Forgets the partitions of this number on all topics. For the begin and the end of a stream task's life: records that were polled
     * for an earlier life are not processed in the next, which reads from the committed offset again.
     */
    public void forget(int partition) {
        OfThread mine = threads.get();
        mine.partitions.keySet().stream()
                .filter(each -> each.partition() == partition)
                .toList()
                .forEach(mine::forget);
    }

    /** The size of a record by which it counts, in bytes: key, value and headers. */
    public static int bytes(byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
        int bytes = length(key) + length(value);
        for (var header : headers) {
            bytes += header.key().length() + length(header.value());
        }
        return bytes;
    }

    private static int length(byte @Nullable [] field) {
        return field == null ? 0 : field.length;
    }

    /** The input of the calling thread. */
    OfThread ofThisThread() {
        return threads.get();
    }

    /** One partition, as its thread knows it. */
    private static final class Partition {
        private static final long UNKNOWN = -1;

        /** The consumer's position after the last poll. */
        private long next = UNKNOWN;

        private long processedUpTo = UNKNOWN;
        private int records;
        private long bytes;

        OptionalLong position() {
            long position = records == 0 ? next : processedUpTo;
            return position == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(position);
        }
    }

    /** The input of one stream thread, and used by that alone. */
    static final class OfThread {
        private final Map<TopicPartition, Partition> partitions = new HashMap<>();
        private int records;
        private long bytes;
        private boolean isDrained;

        /** Bytes of records that were polled and not yet processed. */
        long waitingBytes() {
            return bytes;
        }

        /** Records that were polled and not yet processed. */
        int waitingRecords() {
            return records;
        }

        boolean isPositionKnown(TopicPartition partition) {
            Partition known = partitions.get(partition);
            return known != null && known.next != Partition.UNKNOWN;
        }

        /**
         * Notes that records were handed to this thread.
         *
         * @param first the offset of the first of them
         */
        void polled(TopicPartition partition, long first, int moreRecords, long moreBytes) {
            Partition to = partitions.computeIfAbsent(partition, unknown -> new Partition());
            if (to.records == 0) {
                to.processedUpTo = first;
            }
            to.records += moreRecords;
            to.bytes += moreBytes;
            records += moreRecords;
            bytes += moreBytes;
            isDrained = false;
        }

        /** Notes the consumer's position: it has handed over all records below. */
        void advanced(TopicPartition partition, long next) {
            partitions.computeIfAbsent(partition, unknown -> new Partition()).next = next;
        }

        private void processed(TopicPartition partition, long offset, int itsBytes) {
            isDrained = false;
            Partition of = partitions.computeIfAbsent(partition, unknown -> new Partition());
            if (of.records == 0) { // not polled by a consumer that counts
                of.next = offset + 1;
                return;
            }
            boolean isLast = of.records == 1;
            long freed = isLast ? of.bytes : Math.min(of.bytes, itsBytes);
            of.processedUpTo = offset + 1;
            of.records--;
            of.bytes -= freed;
            records--;
            bytes -= freed;
            isDrained = records == 0;
        }

        /** What was polled of a partition will not be processed, and its position is not known. */
        void forget(TopicPartition partition) {
            Partition gone = partitions.remove(partition);
            if (gone != null) {
                records -= gone.records;
                bytes -= gone.bytes;
            }
            isDrained = false;
        }
    }
}
