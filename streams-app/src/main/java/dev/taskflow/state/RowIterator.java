package dev.taskflow.state;

import dev.taskflow.serde.UnreadableRecordException;
import java.util.Optional;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;

/** Rows one after the other, those that cannot be read among them. For one thread. */
public final class RowIterator<V> implements AutoCloseable {
    private final KeyValueIterator<String, byte[]> rows;
    private final Decoder<V> decoder;
    private @Nullable Row<V> peeked;

    RowIterator(KeyValueIterator<String, byte[]> rows, Decoder<V> decoder) {
        this.rows = rows;
        this.decoder = decoder;
    }

    /** Reads what a row belongs to. */
    interface Decoder<V> {
        /**
         * Reads it; null: there is nothing any more.
         *
         * @throws UnreadableRecordException if it cannot be read (X2)
         */
        @Nullable
        V read(String key, byte[] row);
    }

    /**
     * A row.
     *
     * @param flowId the flow that it is about, also if it cannot be read
     * @param value empty if it cannot be read
     * @param fault what is wrong with it; empty if it can be read
     */
    public record Row<V>(String flowId, Optional<V> value, String fault) {}

    /** The row that {@link #next} takes; null: there is none. */
    public @Nullable Row<V> peek() {
        while (peeked == null && rows.hasNext()) {
            peeked = read(rows.next());
        }
        return peeked;
    }

    /** Takes a row; null: there is none. */
    public @Nullable Row<V> next() {
        Row<V> row = peek();
        peeked = null;
        return row;
    }

    private @Nullable Row<V> read(KeyValue<String, byte[]> row) {
        String flowId = RowKeys.flowId(row.key);
        try {
            V value = decoder.read(row.key, row.value);
            return value == null ? null : new Row<>(flowId, Optional.of(value), "");
        } catch (UnreadableRecordException unreadable) {
            return new Row<>(flowId, Optional.empty(), String.valueOf(unreadable.getMessage()));
        }
    }

    @Override
    public void close() {
        rows.close();
    }
}
