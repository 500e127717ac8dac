package dev.taskflow.topology;

import dev.taskflow.clock.SteadyTime;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.processor.TimestampExtractor;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Gives Kafka Streams the time of reading as a record's timestamp: of the records that wait it takes the one with the smallest
 * first, and producers' clocks must not say which topic is read first. The record's own timestamp, which is the event time of what
 * follows (X3), goes into a header, where it also survives being sent on to another partition.
 */
public final class InputTimestamps implements TimestampExtractor {
    /** When the record was first sent, in milliseconds since the epoch, 8 bytes big-endian. */
    static final String EVENT_TIME = "taskflow.event-time";

    /** How far clocks may differ. One from the future would carry its flow there, and with it all that later happens to it. */
    private static final long MAX_AHEAD_MS = Duration.ofMinutes(1).toMillis();

    private final InstantSource wallClock;
    private final SteadyTime steadyClock;

    public InputTimestamps(InstantSource wallClock) {
        this.wallClock = wallClock;
        // Else the one of two topics would wait, after a step back, whose record was met before it.
        this.steadyClock = new SteadyTime(wallClock::millis, System::nanoTime);
    }

    @Override
    public long extract(ConsumerRecord<Object, Object> received, long partitionTime) {
        long now = wallClock.millis();
        Header sentOn = received.headers().lastHeader(EVENT_TIME);
        long own = millis(sentOn, received.timestamp());
        boolean usable = own >= 0 && own <= now + MAX_AHEAD_MS;
        if (sentOn != null) {
            received.headers().remove(EVENT_TIME);
        }
        received.headers()
                .add(
                        EVENT_TIME,
                        ByteBuffer.allocate(Long.BYTES)
                                .putLong(usable ? own : now)
                                .array());
        return steadyClock.milliseconds();
    }

    /** The event time of a record that has been through {@link #extract}, in milliseconds since the epoch. */
    static long eventTime(Record<?, ?> record) {
        return millis(record.headers().lastHeader(EVENT_TIME), record.timestamp());
    }

    private static long millis(@Nullable Header header, long otherwise) {
        byte[] value = header == null ? null : header.value();
        return value != null && value.length == Long.BYTES
                ? ByteBuffer.wrap(value).getLong()
                : otherwise;
    }
}
