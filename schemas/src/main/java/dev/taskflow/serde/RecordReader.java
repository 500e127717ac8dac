package dev.taskflow.serde;

import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.FastReaderBuilder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads what was written with one schema as one generated class, and nothing but that: whatever the bytes are, the outcome
 * is a record or {@link UnreadableRecordException}. Thread-safe.
 */
final class RecordReader<T extends SpecificRecord> {
    private static final ThreadLocal<@Nullable BinaryDecoder> DECODER = new ThreadLocal<>();

    private final Class<T> type;
    private final DatumReader<T> reader;

    /**
     * A reader for a writer's schema.
     *
     * @throws UnreadableRecordException if the class cannot be read from what that schema describes
     */
    RecordReader(Class<T> type, Schema writer) {
        this.type = type;
        SpecificData model = SpecificData.getForClass(type);
        Schema target = model.getSchema(type);
        // Avro itself resolves a record of another name field by field, so a foreign record could pass for ours.
        if (!Schema.applyAliases(writer, target).getFullName().equals(target.getFullName())) {
            throw new UnreadableRecordException(
                    "it is a " + writer.getFullName() + ", not a " + target.getFullName(), null);
        }
        try {
            // Built here, not at the first read as SpecificDatumReader does, so that it is published safely to all
            // threads.
            this.reader = model.isFastReaderEnabled()
                    ? new FastReaderBuilder(model).createDatumReader(writer, target)
                    : new SpecificDatumReader<>(writer, target, model);
        } catch (IOException | RuntimeException e) {
            throw new UnreadableRecordException(
                    "its writer's schema cannot be read as " + target.getFullName() + ": " + e.getMessage(), e);
        }
    }

    /** Reads the bytes from offset to the end. */
    T read(byte[] bytes, int offset) {
        BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(bytes, offset, bytes.length - offset, DECODER.get());
        DECODER.set(decoder);
        try {
            T record = type.cast(reader.read(null, decoder));
            if (decoder.isEnd()) {
                return record;
            }
        } catch (IOException | RuntimeException | StackOverflowError e) {
            // Avro answers broken bytes with almost any RuntimeException, and deep nesting with a stack overflow.
            throw new UnreadableRecordException("the bytes are not a " + type.getSimpleName() + ": " + reason(e), e);
        }
        throw new UnreadableRecordException("there are bytes left after the " + type.getSimpleName(), null);
    }

    private static String reason(Throwable failure) {
        String message = failure.getMessage();
        String name = failure.getClass().getSimpleName();
        return message == null ? name : name + ", " + message;
    }
}
