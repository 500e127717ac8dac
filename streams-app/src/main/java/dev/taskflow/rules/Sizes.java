package dev.taskflow.rules;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * The limits of X4 on a record's texts, bytes and maps. Walks the record by its schema, so that a field added later is
 * covered from its first day.
 */
final class Sizes {
    private final Limits limits;

    Sizes(Limits limits) {
        this.limits = limits;
    }

    /**
     * Says what is too large, or null if nothing is.
     *
     * @param encodedBytes the record's size as received
     */
    @Nullable
    String excess(SpecificRecord received, int encodedBytes) {
        if (encodedBytes > limits.recordBytes()) {
            return String.format(
                    Locale.ROOT,
                    "The record is %,d bytes, the limit is %,d: send less at once, or keep large data elsewhere and send a reference to it.",
                    encodedBytes,
                    limits.recordBytes());
        }
        if (encodedBytes <= limits.fieldBytes()) {
            return null; // no part is larger than the whole
        }
        return excessIn(received, "");
    }

    private @Nullable String excessIn(SpecificRecord part, String path) {
        for (Schema.Field field : part.getSchema().getFields()) {
            String excess = excessInValue(part.get(field.pos()), path + field.name());
            if (excess != null) {
                return excess;
            }
        }
        return null;
    }

    private @Nullable String excessInValue(@Nullable Object value, String path) {
        if (value instanceof SpecificRecord nested) {
            return excessIn(nested, path + ".");
        }
        if (value instanceof List<?> items) {
            for (int i = 0; i < items.size(); i++) {
                String excess = excessInValue(items.get(i), path + "[" + i + "]");
                if (excess != null) {
                    return excess;
                }
            }
            return null;
        }
        long bytes = bytes(value);
        return bytes <= limits.fieldBytes()
                ? null
                : String.format(
                        Locale.ROOT,
                        "%s is %,d bytes, the limit for one field is %,d: keep large data elsewhere and send a reference to it.",
                        path,
                        bytes,
                        limits.fieldBytes());
    }

    private static long bytes(@Nullable Object value) {
        if (value instanceof CharSequence text) {
            return utf8Bytes(text);
        }
        if (value instanceof ByteBuffer bytes) {
            return bytes.remaining();
        }
        if (value instanceof Map<?, ?> map) {
            long sum = 0;
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                sum += bytes(entry.getKey()) + bytes(entry.getValue());
            }
            return sum;
        }
        return 0;
    }

    private static long utf8Bytes(CharSequence text) {
        long bytes = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                // A surrogate pair is 4 bytes: 2 for each half.
                bytes += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
            }
        }
        return bytes;
    }
}
