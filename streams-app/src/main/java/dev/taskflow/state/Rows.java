package dev.taskflow.state;

import dev.taskflow.serde.UnreadableRecordException;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;

/** Rows one after the other, those that cannot be read among them. For one thread. */
public final class Rows<T> implements AutoCloseable {
    private final KeyValueIterator<String, byte[]> rows;
    private final Function<byte[], T> decoder;
    private @Nullable Row<T> peeked;

    Rows(KeyValueIterator<String, byte[]> rows, Function<byte[], T> decoder) {
        this.rows = rows;
        this.decoder = decoder;
    }

    /**
     * A row.
     *
     * @param flowId the flow that it is about, also if it cannot be read
     * @param value empty if it cannot be read
     * @param fault what is wrong with it; empty if it can be read
     */
    public record Row<T>(String flowId, Optional<T> value, String fault) {}

    /** The row that {@link #next} takes; null: there is none. */
    public @Nullable Row<T> peek() {
        if (peeked == null && rows.hasNext()) {
            peeked = read(rows.next());
        }
        return peeked;
    }

    /** Takes a row; null: there is none. */
    public @Nullable Row<T> next() {
        Row<T> row = peek();
        peeked = null;
        return row;
    }

    private Row<T> read(KeyValue<String, byte[]> row) {
        String flowId = TaskReader.flowIdOf(row.key);
        try {
            return new Row<>(flowId, Optional.of(decoder.apply(row.value)), "");
        } catch (UnreadableRecordException unreadable) {
            return new Row<>(flowId, Optional.empty(), String.valueOf(unreadable.getMessage()));
        }
    }

    @Override
    public void close() {
        rows.close();
    }
}
