package dev.taskflow.state;

import dev.taskflow.rules.Flow;
import java.time.Instant;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/** Lists an owner's flows newest first by a range of keys ({@link OwnerKeys}); the values are empty. */
public final class OwnerIndex {
    private static final byte[] EMPTY = new byte[0];

    private final KeyValueStore<Bytes, byte[]> rows;

    public OwnerIndex(KeyValueStore<Bytes, byte[]> rows) {
        this.rows = rows;
    }

    /** A flow of an owner. Entries are in the order of owner (as UTF-8), creation (the latest first), flow. */
    public record Entry(String ownerKey, Instant createdAt, String flowId) {}

    /** Enters a new flow. */
    public void add(Flow flow) {
        rows.put(OwnerKeys.key(flow), EMPTY);
    }

    /** Takes a flow out. */
    public void remove(Flow flow) {
        rows.delete(OwnerKeys.key(flow));
    }
}
