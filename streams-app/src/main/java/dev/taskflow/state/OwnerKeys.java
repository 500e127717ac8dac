package dev.taskflow.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.taskflow.rules.Flow;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.apache.kafka.common.utils.Bytes;

/**
 * The keys of the owner index: ownerKey, 0x00, the creation time inverted in 8 bytes, flowId. An owner key has no control
 * characters (A1), so the 0x00 ends it.
 */
final class OwnerKeys {
    private static final byte END_OF_OWNER = 0;

    private OwnerKeys() {}

    static Bytes key(Flow flow) {
        return key(flow.origin().ownerKey(), flow.origin().createdAt(), flow.id());
    }

    static Bytes key(String ownerKey, Instant createdAt, String flowId) {
        return key(ownerKey, millis(createdAt), flowId);
    }

    /** Before the owner's flows that were created in the last millisecond before a time, and after all later ones. */
    static Bytes keyBefore(String ownerKey, Instant time) {
        long millis = millis(time);
        boolean whole = time.equals(Instant.ofEpochMilli(millis));
        return key(ownerKey, whole ? Math.max(millis, Long.MIN_VALUE + 1) - 1 : millis, "");
    }

    /** The millisecond that the time is in, or the nearest one that there is: a caller may name any time. */
    private static long millis(Instant time) {
        if (time.isAfter(Instant.ofEpochMilli(Long.MAX_VALUE))) {
            return Long.MAX_VALUE;
        }
        return time.isBefore(Instant.ofEpochMilli(Long.MIN_VALUE)) ? Long.MIN_VALUE : time.toEpochMilli();
    }

    private static Bytes key(String ownerKey, long createdAt, String flowId) {
        byte[] owner = ownerKey.getBytes(UTF_8);
        byte[] id = flowId.getBytes(UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(owner.length + 1 + Long.BYTES + id.length)
                .put(owner)
                .put(END_OF_OWNER)
                .putLong(Long.MAX_VALUE - createdAt)
                .put(id)
                .array());
    }

    /** Before all keys of the owner. */
    static Bytes before(String ownerKey) {
        return afterOwner(ownerKey, END_OF_OWNER);
    }

    /** After all keys of the owner, and before those of any other. */
    static Bytes after(String ownerKey) {
        return afterOwner(ownerKey, (byte) (END_OF_OWNER + 1));
    }

    /** The key that comes directly after this one. */
    static Bytes next(Bytes key) {
        byte[] bytes = key.get();
        return Bytes.wrap(ByteBuffer.allocate(bytes.length + 1).put(bytes).array());
    }

    private static Bytes afterOwner(String ownerKey, byte last) {
        byte[] owner = ownerKey.getBytes(UTF_8);
        return Bytes.wrap(
                ByteBuffer.allocate(owner.length + 1).put(owner).put(last).array());
    }

    /** The entry of a key. */
    static OwnerIndex.Entry entry(Bytes key) {
        byte[] bytes = key.get();
        int end = 0;
        while (bytes[end] != END_OF_OWNER) {
            end++;
        }
        int idAt = end + 1 + Long.BYTES;
        long inverted = ByteBuffer.wrap(bytes).getLong(end + 1);
        return new OwnerIndex.Entry(
                new String(bytes, 0, end, UTF_8),
                Instant.ofEpochMilli(Long.MAX_VALUE - inverted),
                new String(bytes, idAt, bytes.length - idAt, UTF_8));
    }
}
