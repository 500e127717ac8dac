package dev.taskflow.state;

import dev.taskflow.rules.Timer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A timer as a row. The key is the due time in 8 bytes that sort as the times do, the kind in one, flowId, 0x00, and for a
 * task's timer runId; the value is the attempt in 4 bytes, followed by the timer's own due time in 8 if it was put off.
 */
final class TimerKeys {
    private static final int IDS_AT = Long.BYTES + 1;
    private static final int PUT_OFF_LENGTH = Integer.BYTES + Long.BYTES;

    private TimerKeys() {}

    static Bytes key(Timer timer) {
        return key(timer, timer.dueAt());
    }

    /** The key of a timer that is met at another time than its own. */
    static Bytes key(Timer timer, Instant metAt) {
        String runId = timer.runId();
        String ids = timer.flowId() + '\0' + (runId == null ? "" : runId);
        byte[] idBytes = ids.getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(IDS_AT + idBytes.length)
                .putLong(sortable(metAt))
                .put((byte) timer.kind().code())
                .put(idBytes)
                .array());
    }

    static byte[] value(Timer timer) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(timer.attempt()).array();
    }

    static byte[] valueOfPutOff(Timer timer) {
        return ByteBuffer.allocate(PUT_OFF_LENGTH)
                .putInt(timer.attempt())
                .putLong(sortable(timer.dueAt()))
                .array();
    }

    /** The timer of a row, or null if the row is none that this version knows. */
    static @Nullable Timer timer(Bytes key, byte[] value) {
        ByteBuffer bytes = ByteBuffer.wrap(key.get());
        if (bytes.remaining() <= IDS_AT || (value.length != Integer.BYTES && value.length != PUT_OFF_LENGTH)) {
            return null;
        }
        Instant metAt = time(bytes.getLong());
        Timer.Kind kind = Timer.Kind.ofCode(Byte.toUnsignedInt(bytes.get()));
        String ids = StandardCharsets.UTF_8.decode(bytes).toString();
        int end = ids.indexOf('\0');
        if (kind == null || end < 0) {
            return null;
        }
        String runId = end == ids.length() - 1 ? null : ids.substring(end + 1);
        ByteBuffer values = ByteBuffer.wrap(value);
        int attempt = values.getInt();
        Instant dueAt = values.hasRemaining() ? time(values.getLong()) : metAt;
        return new Timer(dueAt, kind, ids.substring(0, end), runId, attempt);
    }

    /** A key behind those of all timers due at the given time, and before those due later. */
    static Bytes endOf(Instant time) {
        return Bytes.wrap(ByteBuffer.allocate(Long.BYTES)
                .putLong(sortable(time.plusMillis(1)))
                .array());
    }

    /** The time under which a row with this key is met; a key that is too short for one is met first of all. */
    static Instant metAt(Bytes key) {
        byte[] bytes = key.get();
        return bytes.length < Long.BYTES
                ? Instant.ofEpochMilli(Long.MIN_VALUE)
                : time(ByteBuffer.wrap(bytes).getLong());
    }

    /** The key that comes directly after this one. */
    static Bytes after(Bytes key) {
        byte[] bytes = key.get();
        return Bytes.wrap(ByteBuffer.allocate(bytes.length + 1).put(bytes).array());
    }

    /** With the sign bit turned, negative times sort before positive ones bytewise. */
    private static long sortable(Instant time) {
        return time.toEpochMilli() ^ Long.MIN_VALUE;
    }

    private static Instant time(long sortable) {
        return Instant.ofEpochMilli(sortable ^ Long.MIN_VALUE);
    }
}
