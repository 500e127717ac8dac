package dev.taskflow.state;

import dev.taskflow.serde.UnreadableRecordException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Reads flows or tasks, from one row or two. As safe for several threads as the store is: where another thread writes meanwhile,
 * a row and the details of another time are not taken for one flow or task.
 */
final class RowReader<V, R extends SpecificRecord, D extends SpecificRecord> {
    /** How often rows that do not belong together are read again. Each write is done within microseconds. */
    private static final int LOOKS = 10;

    private final ReadOnlyKeyValueStore<String, byte[]> rows;
    private final RowFormat<V, R, D> format;

    RowReader(ReadOnlyKeyValueStore<String, byte[]> rows, RowFormat<V, R, D> format) {
        this.rows = rows;
        this.format = format;
    }

    /**
     * The stored value, or null if there is none.
     *
     * @throws UnreadableRecordException if a row of it cannot be read (X2)
     */
    @Nullable
    StoredValue<V> get(String key) {
        for (int look = 1; ; look++) {
            byte[] row = rows.get(key);
            if (row == null) {
                return null;
            }
            StoredValue<V> stored = read(key, row, look == LOOKS);
            if (stored != null) {
                return stored;
            }
        }
    }

    /**
     * The value of an iterator's row, with the details that belong to it; null: it has been removed meanwhile.
     *
     * @throws UnreadableRecordException if a row of it cannot be read (X2)
     */
    @Nullable
    V read(String key, byte[] row) {
        StoredValue<V> stored = read(key, row, false);
        if (stored == null) {
            stored = get(key);
        }
        return stored == null ? null : stored.value();
    }

    /**
     * @param last whether this is the last look: a copy that is being restored may have the details of a change and not yet its
     *     row, for as long as it is behind
     * @return null: another look is needed
     */
    private @Nullable StoredValue<V> read(String key, byte[] row, boolean last) {
        R record = format.rows().decode(row);
        long wanted = format.detailsVersion(record);
        if (wanted == 0) {
            return new StoredValue<>(format.value(record, null), 0, row.length);
        }
        byte[] detailsRow = rows.get(RowKeys.details(key));
        D details = detailsRow == null ? null : format.detailRows().decode(detailsRow);
        long found = details == null ? 0 : format.version(details);
        if (found == wanted || (last && found > wanted)) {
            return new StoredValue<>(format.value(record, details), found, row.length);
        }
        if (last) {
            throw new UnreadableRecordException(
                    "Cannot read a stored " + record.getSchema().getName() + ": the row of its details is "
                            + (details == null ? "missing" : "of an earlier change"));
        }
        return null;
    }

    /** Without details that have a row of their own: for what needs none of the texts. */
    V withoutDetails(byte[] row) {
        return format.value(format.rows().decode(row), null);
    }

    /** The version of the details that belong to the stored row; 0: there are none, or no row that can be read. */
    long detailsVersion(String key) {
        byte[] row = rows.get(key);
        if (row == null) {
            return 0;
        }
        try {
            return format.detailsVersion(format.rows().decode(row));
        } catch (UnreadableRecordException quarantined) { // It is being replaced.
            return 0;
        }
    }

    /** All, with their details. To be closed. */
    RowIterator<V> all() {
        return new RowIterator<>(allRows(), this::read);
    }

    /** All, without details that have a row of their own. To be closed. */
    RowIterator<V> allWithoutDetails() {
        return new RowIterator<>(allRows(), (key, row) -> withoutDetails(row));
    }

    private KeyValueIterator<String, byte[]> allRows() {
        return rows.range(RowKeys.FIRST, null);
    }
}
