package dev.taskflow.serde;

import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;

/** Writes records of one generated class, each behind the same prefix. Thread-safe. */
final class RecordWriter<T extends SpecificRecord> {
    private final String name;
    private final byte[] prefix;
    private final DatumWriter<T> writer;

    /** Takes over the prefix. */
    RecordWriter(Class<?> type, Schema schema, byte[] prefix) {
        this.name = schema.getName();
        this.prefix = prefix;
        this.writer = new SpecificDatumWriter<>(schema, SpecificData.getForClass(type));
    }

    /**
     * The prefix and the record in Avro binary.
     *
     * @throws SerializationException if the record cannot be encoded
     */
    byte[] write(T record) {
        try {
            return EncodeBuffer.encode(prefix, writer, record);
        } catch (IOException | RuntimeException e) {
            throw new SerializationException("Cannot encode a " + name + ": " + e.getMessage(), e);
        }
    }
}
