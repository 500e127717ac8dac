package dev.taskflow.topology;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Sizes of record parts, in bytes. */
final class Bytes {
    /** The lengths of a header's key and value, each a varint of up to five bytes: all that an empty header has. */
    private static final int HEADER_LENGTHS = 10;

    private Bytes() {}

    static int of(byte @Nullable [] part) {
        return part == null ? 0 : part.length;
    }

    static int of(Headers headers) {
        int bytes = 0;
        for (Header header : headers) {
            // Kafka bounds a header's key only by the record's size; most have few characters, none above 3 bytes each.
            bytes += HEADER_LENGTHS + 3 * header.key().length() + of(header.value());
        }
        return bytes;
    }
}
