package dev.taskflow.topology;

import dev.taskflow.input.LogEnd;
import dev.taskflow.input.LogEnds;
import dev.taskflow.state.InputOffsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what has been processed from being processed again. The group's offsets may get lost, by deletion or because brokers drop
 * them after a while, and then the inputs are read from their beginning; but the stores know how far they have come, in the same
 * transaction as all else that an input led to (S1). For the stream task's thread, and for one life of it.
 */
final class ProcessedOffsets {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessedOffsets.class);

    private final InputOffsets stored;
    private final int partition;
    private final LogEnds ends;
    private final Map<String, Limit> limits = new HashMap<>();

    /** A record below {@code next} has been processed. */
    private static final class Limit {
        private final String topicId;
        private long next;
        private boolean isSaid;
        private boolean isChecked;

        /** What the store said. */
        private final long begin;

        /** An answer that was there before this life has asked. */
        private final @Nullable LogEnd old;

        /** The latest record of this life. */
        private long latest = -1;

        Limit(String topicId, long next, @Nullable LogEnd old) {
            this.topicId = topicId;
            this.next = next;
            this.begin = next;
            this.old = old;
            this.isChecked = next == 0;
        }
    }

    /**
     * Begins with what the store knows.
     *
     * @param topicIds Kafka's ids of the input topics, by name; a topic that is not among them is not followed
     * @param ends says where the inputs end, so that a topic that has lost its end is noticed
     */
    ProcessedOffsets(InputOffsets stored, Map<String, String> topicIds, int partition, LogEnds ends) {
        this.stored = stored;
        this.partition = partition;
        this.ends = ends;
        topicIds.forEach((topic, id) -> limits.put(topic, begin(topic, id)));
    }

    private Limit begin(String topic, String id) {
        InputOffsets.Position known = stored.next(topic);
        if (known == null) {
            return new Limit(id, 0, null);
        }
        if (!known.topicId().equals(id)) {
            LOG.atWarn()
                    .setMessage(
                            "An input topic was deleted and made again since its records were processed; it is read from its"
                                    + " beginning")
                    .addKeyValue("topic", topic)
                    .addKeyValue("partition", partition)
                    .log();
            return new Limit(id, 0, null);
        }
        TopicPartition input = new TopicPartition(topic, partition);
        @Nullable LogEnd old = ends.latest(input);
        ends.ask(input);
        return new Limit(id, known.nextOffset(), old);
    }

    /** Whether a record has been processed in an earlier transaction, so that it is to be skipped. */
    boolean isProcessed(String topic, long offset) {
        Limit limit = limits.get(topic);
        if (limit == null) {
            return false;
        }
        check(topic, limit);
        if (offset <= limit.latest) { // offsets only grow, unless the topic is another one
            LOG.atWarn()
                    .setMessage(
                            "An input topic begins anew while it is read; it is taken for another one of the same name")
                    .addKeyValue("topic", topic)
                    .addKeyValue("partition", partition)
                    .addKeyValue("offset", offset)
                    .log();
            limit.next = offset;
        }
        limit.latest = offset;
        boolean processed = offset < limit.next;
        if (processed && !limit.isSaid) {
            limit.isSaid = true;
            LOG.atWarn()
                    .setMessage(
                            "The group's offsets are older than the stores, so they were lost or reset; records that have"
                                    + " been processed are skipped")
                    .addKeyValue("topic", topic)
                    .addKeyValue("partition", partition)
                    .addKeyValue("offset", offset)
                    .addKeyValue("processedUpTo", limit.next)
                    .log();
        }
        return processed;
    }

    /** A topic that ends before what was processed has lost records; its new ones have offsets that were used before. */
    private void check(String topic, Limit limit) {
        if (limit.isChecked) {
            return;
        }
        @Nullable LogEnd end = ends.latest(new TopicPartition(topic, partition));
        if (end != null && !end.equals(limit.old)) {
            limit.isChecked = true;
            if (end.offset() < limit.begin) {
                LOG.atError()
                        .setMessage(
                                "An input topic has lost records that were processed (an unclean leader election?); records"
                                        + " from where it ends now are processed as new ones")
                        .addKeyValue("topic", topic)
                        .addKeyValue("partition", partition)
                        .addKeyValue("endsAt", end.offset())
                        .addKeyValue("processedUpTo", limit.next)
                        .log();
                limit.next = end.offset();
            }
        }
    }

    /** Notes that a record has been processed, to be stored with what it led to. */
    void processed(String topic, long offset) {
        Limit limit = limits.get(topic);
        if (limit != null) {
            limit.next = offset + 1;
            stored.advance(topic, limit.topicId, offset + 1);
        }
    }
}
