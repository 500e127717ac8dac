package dev.taskflow.serde;

import java.io.IOException;
import java.util.Arrays;
import org.apache.avro.io.BinaryData;
import org.apache.avro.io.BinaryEncoder;
import org.jspecify.annotations.Nullable;

/**
 * Encodes into a byte array that one thread uses again for every record. Not synchronised, unlike
 * {@link java.io.ByteArrayOutputStream}, and with no stream between encoder and bytes: that, and the reuse, is most of the speed.
 */
final class EncodeBuffer extends BinaryEncoder {
    private static final ThreadLocal<EncodeBuffer> OF_THREAD = ThreadLocal.withInitial(EncodeBuffer::new);
    private static final int INITIAL = 1024;

    /** A larger buffer is given back after use, so that one large record does not hold memory for good. */
    private static final int KEPT = 256 * 1024;

    /** What a number of each kind takes at most in Avro binary. */
    private static final int MAX_INT = 5;

    private static final int MAX_LONG = 10;

    private byte[] bytes = new byte[INITIAL];
    private int size;

    private EncodeBuffer() {}

    /** The prefix followed by the value in Avro binary. The bytes belong to the caller. */
    static byte[] encode(byte[] prefix, ValueWriter writer, @Nullable Object value) throws IOException {
        EncodeBuffer buffer = OF_THREAD.get();
        buffer.size = 0;
        try {
            buffer.writeFixed(prefix, 0, prefix.length);
            writer.write(value, buffer);
            return Arrays.copyOf(buffer.bytes, buffer.size);
        } finally {
            if (buffer.bytes.length > KEPT) {
                buffer.bytes = new byte[INITIAL];
            }
        }
    }

    @Override
    public void writeBoolean(boolean value) {
        ensureRoom(1);
        size += BinaryData.encodeBoolean(value, bytes, size);
    }

    @Override
    public void writeInt(int value) {
        ensureRoom(MAX_INT);
        size += BinaryData.encodeInt(value, bytes, size);
    }

    @Override
    public void writeLong(long value) {
        ensureRoom(MAX_LONG);
        size += BinaryData.encodeLong(value, bytes, size);
    }

    @Override
    public void writeFloat(float value) {
        ensureRoom(Float.BYTES);
        size += BinaryData.encodeFloat(value, bytes, size);
    }

    @Override
    public void writeDouble(double value) {
        ensureRoom(Double.BYTES);
        size += BinaryData.encodeDouble(value, bytes, size);
    }

    @Override
    public void writeFixed(byte[] source, int offset, int length) {
        ensureRoom(length);
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
    }

    @Override
    protected void writeZero() {
        ensureRoom(1);
        bytes[size++] = 0;
    }

    @Override
    public int bytesBuffered() {
        return 0; // Nothing waits to be written elsewhere.
    }

    @Override
    public void flush() {
        // Nothing waits to be written elsewhere.
    }

    private void ensureRoom(int length) {
        int needed = Math.addExact(size, length);
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length * 2));
        }
    }
}
