package dev.taskflow.serde;

import dev.taskflow.schema.ReleasedSchemas;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Records as bytes in a store: Avro single-object encoding, that is C3 01, the CRC-64-AVRO fingerprint of the writer's
 * schema (little endian) and Avro binary. Reads what any released version wrote ({@link ReleasedSchemas}), so a new version
 * opens an old store without a registry. Safe for use from several threads.
 */
public final class StoredCodec<T extends SpecificRecord> {
    private static final byte[] MARKER = {(byte) 0xC3, 0x01};

    /** Where the record's first field begins: before it are marker and fingerprint. */
    public static final int HEADER_LENGTH = MARKER.length + Long.BYTES;

    private final Class<T> type;
    private final byte[] header;
    private final RecordWriter<T> writer;
    private final Map<Long, RecordReader<T>> readers = new HashMap<>();

    private StoredCodec(Class<T> type, List<Schema> released) {
        AvroTrust.install();
        this.type = type;
        Schema current = SpecificData.getForClass(type).getSchema(type);
        this.header = header(SchemaNormalization.parsingFingerprint64(current));
        this.writer = new RecordWriter<>(type, current, header);
        List<Schema> readable = new ArrayList<>(released);
        readable.add(current);
        for (Schema schema : readable) {
            readers.put(SchemaNormalization.parsingFingerprint64(schema), new RecordReader<>(type, schema));
        }
    }

    /**
     * The codec of a generated class, which reads the class's own schema and all released versions of it.
     *
     * @throws UnreadableRecordException if a released version cannot be read as this class
     */
    public static <T extends SpecificRecord> StoredCodec<T> of(Class<T> type) {
        return of(type, ReleasedSchemas.of(type.getSimpleName()));
    }

    /** The codec of a generated class that reads the class's own schema and the given earlier versions of it. */
    public static <T extends SpecificRecord> StoredCodec<T> of(Class<T> type, List<Schema> released) {
        return new StoredCodec<>(type, released);
    }

    /**
     * The record's bytes.
     *
     * @throws SerializationException if the record cannot be encoded, for instance because a required field is null
     */
    public byte[] encode(T record) {
        return writer.write(record);
    }

    /**
     * The record that was stored.
     *
     * @throws UnreadableRecordException if the bytes are corrupt or were written by an unknown version; the message says
     *     which
     */
    public T decode(byte[] bytes) {
        if (bytes.length < HEADER_LENGTH || bytes[0] != MARKER[0] || bytes[1] != MARKER[1]) {
            throw new UnreadableRecordException(
                    "Cannot read a stored " + type.getSimpleName() + ": " + bytes.length
                            + " bytes that do not begin with the header of Avro's single-object encoding",
                    null);
        }
        long fingerprint = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(MARKER.length);
        RecordReader<T> reader = readers.get(fingerprint);
        if (reader == null) {
            throw new UnreadableRecordException(
                    "Cannot read a stored " + type.getSimpleName() + ": no known version of its schema has the"
                            + " fingerprint " + String.format(Locale.ROOT, "%016x", fingerprint)
                            + "; was it written by a newer version?",
                    null);
        }
        try {
            return reader.read(bytes, HEADER_LENGTH);
        } catch (UnreadableRecordException e) {
            throw new UnreadableRecordException(
                    "Cannot read a stored " + type.getSimpleName() + ": " + e.getMessage(), e.getCause());
        }
    }

    /**
     * Whether the bytes were written with the class's own schema, so that its first fields can be looked at in place from
     * {@link #HEADER_LENGTH} on. Says nothing about the rest of the bytes.
     */
    public boolean isOfThisVersion(byte[] bytes) {
        return bytes.length >= HEADER_LENGTH && Arrays.equals(bytes, 0, HEADER_LENGTH, header, 0, HEADER_LENGTH);
    }

    private static byte[] header(long fingerprint) {
        return ByteBuffer.allocate(HEADER_LENGTH)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(MARKER)
                .putLong(fingerprint)
                .array();
    }
}
