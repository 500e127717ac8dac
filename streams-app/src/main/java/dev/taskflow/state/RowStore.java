package dev.taskflow.state;

import dev.taskflow.serde.UnreadableRecordException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes flows or tasks, of one row or two. For the one thread that uses the store, and for one life of it. Details are
 * written before the row that belongs to them, and deleted after the row that does without them: a reader that finds a row finds its
 * details, also in a changelog that was read half.
 */
final class RowStore<V, R extends SpecificRecord, D extends SpecificRecord> {
    private final KeyValueStore<String, byte[]> rows;
    private final RowFormat<V, R, D> format;
    private final RowReader<V, R, D> reader;
    private final DecodedRowCache<StoredValue<V>> decoded;

    /** @param cacheBytes how much memory decoded rows may take, in bytes; 0: each is read from the store */
    RowStore(KeyValueStore<String, byte[]> rows, RowFormat<V, R, D> format, long cacheBytes) {
        this.rows = rows;
        this.format = format;
        this.reader = new RowReader<>(rows, format);
        this.decoded = new DecodedRowCache<>(cacheBytes);
    }

    RowReader<V, R, D> reader() {
        return reader;
    }

    /**
     * The stored value, or null if there is none.
     *
     * @throws UnreadableRecordException if a row of it cannot be read (X2)
     */
    @Nullable
    V get(String key) {
        StoredValue<V> stored = decoded.get(key);
        if (stored == null) {
            stored = reader.get(key);
            if (stored == null) {
                return null;
            }
            remember(key, stored);
        }
        return stored.value();
    }

    /**
     * Writes the rows that have changed.
     *
     * @param before as it is stored; null: nothing is
     * @param remember whether it is likely to be read soon
     */
    void put(@Nullable V before, V after, boolean remember) {
        String key = format.key(after);
        StoredValue<V> stored = stored(key, before);
        long storedVersion = stored == null ? 0 : stored.detailsVersion();
        long version = 0;
        byte[] details = null;
        if (format.isLarge(after)) {
            if (storedVersion != 0 && stored != null && hasSameDetails(stored.value(), after)) {
                version = storedVersion;
            } else {
                // Later than any before, also if there were none in between.
                version = Math.max(storedVersion + 1, format.updatedAt(after).toEpochMilli());
                details = format.detailRows().encode(format.details(after, version));
            }
        }
        byte[] row = format.rows().encode(format.row(after, version));
        decoded.remove(key); // Also if a row cannot be written.
        if (details != null) {
            rows.put(RowKeys.details(key), details);
        }
        rows.put(key, row);
        if (version == 0 && storedVersion != 0) {
            rows.delete(RowKeys.details(key));
        }
        if (remember) {
            remember(key, new StoredValue<>(after, version, row.length));
        }
    }

    /** The same for a caller that does not know what is stored. */
    void put(V after, boolean remember) {
        put(before(format.key(after)), after, remember);
    }

    private @Nullable V before(String key) {
        try {
            return get(key);
        } catch (UnreadableRecordException quarantined) { // It is replaced.
            return null;
        }
    }

    /** The stored value; the version is looked up only where one is needed. */
    private @Nullable StoredValue<V> stored(String key, @Nullable V before) {
        StoredValue<V> known = decoded.get(key);
        if (known != null || before == null) {
            return known;
        }
        // A row of 0.1 holds all of its details, however large they are.
        return new StoredValue<>(before, format.isLarge(before) ? reader.detailsVersion(key) : 0, 0);
    }

    private boolean hasSameDetails(V one, V other) {
        return format.details(one, 0).equals(format.details(other, 0));
    }

    /** Removes the rows, whether they can be read or not. */
    void remove(String key) {
        StoredValue<V> known = decoded.get(key);
        boolean hasDetails = known == null ? mayHaveDetails(key) : known.detailsVersion() != 0;
        remove(key, hasDetails);
    }

    void remove(String key, boolean hasDetails) {
        decoded.remove(key);
        rows.delete(key);
        if (hasDetails) {
            rows.delete(RowKeys.details(key));
        }
    }

    private boolean mayHaveDetails(String key) {
        byte[] row = rows.get(key);
        try {
            return row != null && format.detailsVersion(format.rows().decode(row)) != 0;
        } catch (UnreadableRecordException quarantined) {
            return true;
        }
    }

    private void remember(String key, StoredValue<V> stored) {
        V value = stored.value();
        int detailBytes = stored.detailsVersion() == 0 ? 0 : format.detailsSize(value);
        decoded.put(key, stored, key.length() + stored.rowBytes() + detailBytes, format.mapEntries(value));
    }
}
