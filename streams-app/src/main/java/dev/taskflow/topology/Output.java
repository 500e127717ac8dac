package dev.taskflow.topology;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** A record to be sent, encoded already, so that nothing can fail on the way to its sink. */
final class Output {
    private final String sink;
    private final String topic;
    private final byte @Nullable [] key;
    private final byte @Nullable [] value;
    private final Headers headers;

    /**
     * @param sink the node that sends it
     * @param topic where to
     * @param key null only for a dead letter that came without one
     * @param value null only for a dead letter that came without one
     */
    Output(String sink, String topic, byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
        this.sink = sink;
        this.topic = topic;
        this.key = key;
        this.value = value;
        this.headers = headers;
    }

    String sink() {
        return sink;
    }

    String topic() {
        return topic;
    }

    /**
     * The record as it is forwarded to its sink.
     *
     * @param sentAt milliseconds since the epoch. By it brokers delete records, so it is never the event time, which may be long
     *     ago: the broker's own clock where the topic has LogAppendTime, else the processor's
     */
    @SuppressWarnings("NullAway") // A Kafka key may be null, which Record's type does not say.
    Record<byte[], Output> asRecord(long sentAt) {
        return new Record<>(key, this, sentAt, headers);
    }

    /** About what it takes on the broker: key, value and headers. */
    int bytes() {
        return Bytes.of(key) + Bytes.of(value) + Bytes.of(headers);
    }

    /** Gives a sink the bytes of an output. */
    static final class ValueSerializer implements Serializer<Output> {
        @Override
        @SuppressWarnings("NullAway") // A Kafka value may be null, which Serializer's type does not say.
        public byte[] serialize(String topic, Output output) {
            return output.value;
        }
    }
}
