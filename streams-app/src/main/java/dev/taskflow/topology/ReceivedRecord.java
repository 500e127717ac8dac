package dev.taskflow.topology;

import java.time.Instant;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * An input as it came, in bytes, so that it can be sent on or set aside exactly as it was received.
 *
 * @param record key, value and headers; its timestamp is the time of reading, see {@link InputTimestamps}
 * @param from where it was read
 */
record ReceivedRecord(Record<byte[], byte[]> record, RecordMetadata from) {

    byte @Nullable [] key() {
        return record.key();
    }

    byte @Nullable [] value() {
        return record.value();
    }

    Headers headers() {
        return record.headers();
    }

    String topic() {
        return from.topic();
    }

    int partition() {
        return from.partition();
    }

    long offset() {
        return from.offset();
    }

    /** About how many bytes it takes in memory: key, value and headers. */
    int bytes() {
        return Bytes.of(key()) + Bytes.of(value()) + Bytes.of(headers());
    }

    /** When its sender says that it happened (X3); it decides nothing else. */
    Instant eventTime() {
        return Instant.ofEpochMilli(InputTimestamps.eventTime(record));
    }
}
