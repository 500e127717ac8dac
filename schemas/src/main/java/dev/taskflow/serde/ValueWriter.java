package dev.taskflow.serde;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Conversion;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/**
 * Writes the values of one schema, as they are in generated classes. What {@link SpecificDatumWriter} works out from the schema for
 * every value that it writes is worked out once here. Avro has this for reading ({@code FastReaderBuilder}) and not for writing;
 * the coders that it can generate leave out records with logical types, as ours are. What our schemas do not have is left to
 * Avro's writer. Thread-safe.
 *
 * <p>One class with a switch, not a class for each kind of value: a call that may go to any of ten classes costs more than most
 * values do.
 */
final class ValueWriter {
    private static final int NEVER_NULL = -1;
    private static final ValueWriter[] NO_PARTS = {};

    private enum Kind {
        STRING,
        CONVERTED,
        LONG,
        INT,
        ENUM,
        RECORD,
        BOOLEAN,
        BYTES,
        ARRAY,
        MAP,
        DOUBLE,
        OTHER
    }

    private final Kind kind;

    /** The branch of the union that null is; {@link #NEVER_NULL} where there is no union. */
    private final int nullIndex;

    /** A record's fields, an array's items, a map's values; filled in once, by {@link Maker}, as a schema may contain itself. */
    private final ValueWriter[] parts;

    private final @Nullable Converter converter;
    private final @Nullable DatumWriter<Object> other;

    private ValueWriter(
            Kind kind,
            int nullIndex,
            ValueWriter[] parts,
            @Nullable Converter converter,
            @Nullable DatumWriter<Object> other) {
        this.kind = kind;
        this.nullIndex = nullIndex;
        this.parts = parts;
        this.converter = converter;
        this.other = other;
    }

    /** The writer of generated classes with this schema; writes the very bytes that Avro's own writer does. */
    static ValueWriter of(Schema schema, SpecificData model) {
        return new Maker(model).make(schema);
    }

    /** Avro's own writer. */
    static ValueWriter ofAvro(Schema schema, SpecificData model) {
        return new ValueWriter(Kind.OTHER, NEVER_NULL, NO_PARTS, null, new SpecificDatumWriter<>(schema, model));
    }

    /**
     * Writes a value.
     *
     * @throws RuntimeException of any kind if the value does not fit the schema; what has been written then is of no use
     */
    void write(@Nullable Object value, EncodeBuffer out) throws IOException {
        if (nullIndex != NEVER_NULL) {
            if (value == null) {
                out.writeIndex(nullIndex);
                return;
            }
            out.writeIndex(1 - nullIndex);
        }
        if (value == null && kind != Kind.OTHER) {
            throw new NullPointerException("a value that must be there is null");
        }
        writePresent(value, out);
    }

    @SuppressWarnings("NullAway") // Null comes as far as this only where Avro's writer is to judge it.
    private void writePresent(@Nullable Object value, EncodeBuffer out) throws IOException {
        switch (kind) {
            case STRING -> writeString(value, out);
            case CONVERTED -> out.writeLong(converter.toLong(value));
            case LONG -> out.writeLong((Long) value);
            case INT -> out.writeInt((Integer) value);
            case ENUM -> writeEnum((Enum<?>) value, out);
            case RECORD -> writeRecord((IndexedRecord) value, out);
            case BOOLEAN -> out.writeBoolean((Boolean) value);
            case BYTES -> out.writeBytes((ByteBuffer) value);
            case ARRAY -> writeArray((Collection<?>) value, out);
            case MAP -> writeMap((Map<?, ?>) value, out);
            case DOUBLE -> out.writeDouble((Double) value);
            case OTHER -> other.write(value, out);
        }
    }

    private static void writeString(Object value, EncodeBuffer out) throws IOException {
        if (value instanceof String text) {
            out.writeString(text);
        } else {
            out.writeString((CharSequence) value);
        }
    }

    @SuppressWarnings(
            "EnumOrdinal") // A generated enum's constants are in its schema's order; Avro's own writer does the same.
    private static void writeEnum(Enum<?> value, EncodeBuffer out) {
        out.writeInt(value.ordinal());
    }

    private void writeRecord(IndexedRecord record, EncodeBuffer out) throws IOException {
        for (int i = 0; i < parts.length; i++) {
            // A call of a class's method is found sooner than that of an interface's.
            Object value = record instanceof SpecificRecordBase generated ? generated.get(i) : record.get(i);
            parts[i].write(value, out);
        }
    }

    private void writeArray(Collection<?> items, EncodeBuffer out) throws IOException {
        out.writeArrayStart();
        out.setItemCount(items.size());
        for (Object item : items) {
            parts[0].write(item, out);
        }
        out.writeArrayEnd();
    }

    private void writeMap(Map<?, ?> entries, EncodeBuffer out) throws IOException {
        out.writeMapStart();
        out.setItemCount(entries.size());
        for (Map.Entry<?, ?> entry : entries.entrySet()) {
            writeString(entry.getKey(), out);
            parts[0].write(entry.getValue(), out);
        }
        out.writeMapEnd();
    }

    /** A logical type that is a number on the wire. */
    private record Converter(Conversion<?> conversion, Schema schema, LogicalType type) {
        long toLong(Object value) {
            return toLong(conversion, value);
        }

        private <T> long toLong(Conversion<T> typed, Object value) {
            return typed.toLong(typed.getConvertedType().cast(value), schema, type);
        }
    }

    /** Makes the writers of one schema. */
    private static final class Maker {
        private final SpecificData model;

        /** The fields of each record that has been met: a schema may contain itself. */
        private final IdentityHashMap<Schema, ValueWriter[]> fields = new IdentityHashMap<>();

        private Maker(SpecificData model) {
            this.model = model;
        }

        ValueWriter make(Schema schema) {
            if (schema.getType() != Schema.Type.UNION) {
                return make(schema, NEVER_NULL);
            }
            List<Schema> branches = schema.getTypes();
            int nullIndex = branches.indexOf(Schema.create(Schema.Type.NULL));
            return branches.size() == 2 && nullIndex >= 0
                    ? make(branches.get(1 - nullIndex), nullIndex)
                    : ofAvro(schema, model);
        }

        private ValueWriter make(Schema schema, int nullIndex) {
            LogicalType type = schema.getLogicalType();
            Conversion<?> conversion = type == null ? null : model.getConversionFor(type);
            if (conversion != null && type != null && schema.getType() == Schema.Type.LONG) {
                Converter converter = new Converter(conversion, schema, type);
                return new ValueWriter(Kind.CONVERTED, nullIndex, NO_PARTS, converter, null);
            }
            Kind kind = conversion != null ? Kind.OTHER : kind(schema.getType());
            ValueWriter[] parts =
                    switch (kind) {
                        case RECORD -> fields(schema);
                        case ARRAY -> new ValueWriter[] {make(schema.getElementType())};
                        case MAP -> new ValueWriter[] {make(schema.getValueType())};
                        default -> NO_PARTS;
                    };
            DatumWriter<Object> other = kind == Kind.OTHER ? new SpecificDatumWriter<>(schema, model) : null;
            return new ValueWriter(kind, nullIndex, parts, null, other);
        }

        private static Kind kind(Schema.Type type) {
            return switch (type) {
                case RECORD -> Kind.RECORD;
                case STRING -> Kind.STRING;
                case BYTES -> Kind.BYTES;
                case INT -> Kind.INT;
                case LONG -> Kind.LONG;
                case DOUBLE -> Kind.DOUBLE;
                case BOOLEAN -> Kind.BOOLEAN;
                case ENUM -> Kind.ENUM;
                case ARRAY -> Kind.ARRAY;
                case MAP -> Kind.MAP;
                case FLOAT, FIXED, NULL, UNION -> Kind.OTHER;
            };
        }

        private ValueWriter[] fields(Schema record) {
            ValueWriter[] known = fields.get(record);
            if (known != null) {
                return known;
            }
            ValueWriter[] made = new ValueWriter[record.getFields().size()];
            fields.put(record, made);
            for (Schema.Field field : record.getFields()) {
                made[field.pos()] = make(field.schema());
            }
            return made;
        }
    }
}
