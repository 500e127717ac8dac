package dev.taskflow.state;

import dev.taskflow.serde.StoredCodec;
import dev.taskflow.serde.UnreadableRecordException;
import dev.taskflow.v1.InputOffsetRecord;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * How far a partition's input topics have been processed, kept with what that has led to: the row is written in the same
 * transaction, and restored with it. So it also tells what the group's offsets no longer say. It is in the store of flows, under
 * keys that no flow can have; that store is cached by Kafka Streams, so that all advances within a transaction are one record.
 * For the one thread that uses the store, and for one life of it.
 */
public final class InputOffsets {
    private static final StoredCodec<InputOffsetRecord> CODEC = StoredCodec.of(InputOffsetRecord.class);

    private final KeyValueStore<String, byte[]> rows;
    private final Map<String, Optional<Position>> known = new HashMap<>();

    /** @param rows the store {@link StoreNames#FLOWS} of the partition */
    public InputOffsets(KeyValueStore<String, byte[]> rows) {
        this.rows = rows;
    }

    /**
     * How far a topic's partition has been processed.
     *
     * @param topicId Kafka's id of the topic, as text: another one means that the topic was deleted and made again, so that its
     *     offsets began anew
     * @param nextOffset the first record that has not been processed
     */
    public record Position(String topicId, long nextOffset) {}

    /**
     * How far the topic has been processed; null: nothing of it has been, or only by a version that did not note it. Read from the
     * store once.
     *
     * @throws UnreadableRecordException if the row cannot be read
     */
    public @Nullable Position next(String topic) {
        return known.computeIfAbsent(topic, this::read).orElse(null);
    }

    /** Notes how far the topic has been processed. Takes any position, also an earlier one of another topic of the same name. */
    public void advance(String topic, String topicId, long nextOffset) {
        rows.put(RowKeys.inputOffset(topic), CODEC.encode(new InputOffsetRecord(topic, topicId, nextOffset)));
        known.put(topic, Optional.of(new Position(topicId, nextOffset)));
    }

    private Optional<Position> read(String topic) {
        byte[] row = rows.get(RowKeys.inputOffset(topic));
        return Optional.ofNullable(row)
                .map(CODEC::decode)
                .map(record -> new Position(record.getTopicId(), record.getNextOffset()));
    }
}
