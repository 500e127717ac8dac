package dev.taskflow.serde;

import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;

/** Writes records of one generated class, each behind the same prefix. Thread-safe. */
final class RecordWriter<T extends SpecificRecord> {
    private final String name;
    private final byte[] prefix;
    private final ValueWriter writer;

    /** Knows best what is wrong with a record. */
    private final ValueWriter explaining;

    /** Takes over the prefix. */
    RecordWriter(Class<?> type, Schema schema, byte[] prefix) {
        SpecificData model = SpecificData.getForClass(type);
        this.name = schema.getName();
        this.prefix = prefix;
        this.writer = ValueWriter.of(schema, model);
        this.explaining = ValueWriter.ofAvro(schema, model);
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
            return explain(record);
        }
    }

    private byte[] explain(T record) {
        try {
            return EncodeBuffer.encode(prefix, explaining, record);
        } catch (IOException | RuntimeException e) {
            throw new SerializationException("Cannot encode a " + name + ": " + e.getMessage(), e);
        }
    }
}
