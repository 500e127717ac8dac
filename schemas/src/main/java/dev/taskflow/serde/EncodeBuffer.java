package dev.taskflow.serde;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * A byte buffer with its encoder, reused by one thread for every record that it encodes. Not synchronised, unlike
 * {@link java.io.ByteArrayOutputStream}: that, and the reuse, is most of the speed.
 */
final class EncodeBuffer extends OutputStream {
    private static final ThreadLocal<EncodeBuffer> OF_THREAD = ThreadLocal.withInitial(EncodeBuffer::new);
    private static final int INITIAL = 1024;
    /** A larger buffer is given back after use, so that one large record does not hold memory for good. */
    private static final int KEPT = 256 * 1024;

    private byte[] bytes = new byte[INITIAL];
    private int size;
    private @Nullable BinaryEncoder encoder;

    private EncodeBuffer() {}

    /** The prefix followed by the datum in Avro binary. The bytes belong to the caller. */
    static <T> byte[] encode(byte[] prefix, DatumWriter<T> writer, T datum) throws IOException {
        EncodeBuffer buffer = OF_THREAD.get();
        buffer.size = 0;
        try {
            buffer.write(prefix, 0, prefix.length);
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(buffer, buffer.encoder);
            buffer.encoder = encoder;
            writer.write(datum, encoder);
            encoder.flush();
            return Arrays.copyOf(buffer.bytes, buffer.size);
        } finally {
            if (buffer.bytes.length > KEPT) {
                buffer.bytes = new byte[INITIAL];
            }
        }
    }

    @Override
    public void write(int b) {
        ensureRoom(1);
        bytes[size++] = (byte) b;
    }

    @Override
    public void write(byte[] source, int offset, int length) {
        ensureRoom(length);
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
    }

    private void ensureRoom(int length) {
        int needed = Math.addExact(size, length);
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length * 2));
        }
    }
}
