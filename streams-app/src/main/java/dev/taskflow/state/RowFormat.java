package dev.taskflow.state;

import dev.taskflow.serde.StoredCodec;
import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * How a flow or a task is kept in one row, or in two once its details are large: texts, maps and bytes that few inputs change,
 * while nearly every one changes the rest. Without state, safe for any thread.
 *
 * @param <V> the flow or task
 * @param <R> its row
 * @param <D> the row of its details
 */
interface RowFormat<V, R extends SpecificRecord, D extends SpecificRecord> {
    /** From this size on details have a row of their own: below it, a second record costs more than it spares. Bytes. */
    int LARGE = 1024;

    StoredCodec<R> rows();

    StoredCodec<D> detailRows();

    /** The key of its row. */
    String key(V value);

    /**
     * How large its details are: bytes, and characters of texts. Depends on the value alone, so that what was stored tells
     * whether there is a second row: a version that computes it in another way has to remove those that it would leave behind.
     */
    int detailsSize(V value);

    /** How many entries its maps have. */
    int mapEntries(V value);

    /** When it was changed last; never goes back as long as a flow exists (X3). */
    Instant updatedAt(V value);

    /**
     * Its row.
     *
     * @param detailsVersion the version of the details to which the row belongs and which it leaves out; 0: it holds them
     */
    R row(V value, long detailsVersion);

    /** The row of its details. */
    D details(V value, long version);

    /** The version of the details to which a row belongs; 0: it holds them. */
    long detailsVersion(R row);

    long version(D details);

    /**
     * The value that was stored.
     *
     * @param details null: those in the row, if it has any
     */
    V value(R row, @Nullable D details);

    /** Whether its details have a row of their own. */
    default boolean isLarge(V value) {
        return detailsSize(value) >= LARGE;
    }
}
