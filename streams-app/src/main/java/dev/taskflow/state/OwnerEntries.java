package dev.taskflow.state;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/** Entries of the owner index, one after the other. For one thread. */
public final class OwnerEntries implements AutoCloseable {
    private final @Nullable KeyValueIterator<Bytes, byte[]> rows;
    private final @Nullable Bytes end;
    private OwnerIndex.@Nullable Entry peeked;

    private OwnerEntries(@Nullable KeyValueIterator<Bytes, byte[]> rows, @Nullable Bytes end) {
        this.rows = rows;
        this.end = end;
    }

    static OwnerEntries of(ReadOnlyKeyValueStore<Bytes, byte[]> rows, OwnerSpan span) {
        return new OwnerEntries(span.isEmpty() ? null : rows.range(span.from(), span.to()), span.to());
    }

    /** The entry that {@link #next} takes; null: there is none. */
    public OwnerIndex.@Nullable Entry peek() {
        if (peeked == null && rows != null && rows.hasNext()) {
            Bytes key = rows.next().key;
            // The store's ranges include their end, ours does not.
            peeked = key.equals(end) ? null : OwnerKeys.entry(key);
        }
        return peeked;
    }

    /** Takes an entry; null: there is none. */
    public OwnerIndex.@Nullable Entry next() {
        OwnerIndex.Entry entry = peek();
        peeked = null;
        return entry;
    }

    @Override
    public void close() {
        if (rows != null) {
            rows.close();
        }
    }
}
