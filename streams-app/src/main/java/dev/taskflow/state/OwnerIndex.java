package dev.taskflow.state;

import dev.taskflow.rules.Flow;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Lists an owner's flows newest first by a prefix scan. The key is ownerKey, 0x00, the creation time inverted in 8 bytes,
 * flowId; the value is empty. An owner key has no control characters (A1), so the 0x00 ends it.
 */
public final class OwnerIndex {
    private static final byte[] EMPTY = new byte[0];

    private final KeyValueStore<Bytes, byte[]> rows;

    public OwnerIndex(KeyValueStore<Bytes, byte[]> rows) {
        this.rows = rows;
    }

    /** Enters a new flow. */
    public void add(Flow flow) {
        rows.put(key(flow), EMPTY);
    }

    /** Takes a flow out. */
    public void remove(Flow flow) {
        rows.delete(key(flow));
    }

    static Bytes key(Flow flow) {
        byte[] owner = flow.origin().ownerKey().getBytes(StandardCharsets.UTF_8);
        byte[] flowId = flow.id().getBytes(StandardCharsets.UTF_8);
        ByteBuffer key = ByteBuffer.allocate(owner.length + 1 + Long.BYTES + flowId.length);
        key.put(owner).put((byte) 0);
        key.putLong(Long.MAX_VALUE - flow.origin().createdAt().toEpochMilli());
        key.put(flowId);
        return Bytes.wrap(key.array());
    }
}
