package dev.taskflow.topology;

import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * The record's timestamp, if it can be used; else the time now. Kafka Streams' own extractor stops the thread for a record
 * without one. One from the future would carry its flow there, and with it all that later happens to the flow (X3).
 */
public final class InputTimestamps implements TimestampExtractor {
    /** How far clocks may differ. */
    private static final long MAX_AHEAD_MS = Duration.ofMinutes(1).toMillis();

    @Override
    public long extract(ConsumerRecord<Object, Object> received, long partitionTime) {
        long now = System.currentTimeMillis();
        long timestamp = received.timestamp();
        return timestamp >= 0 && timestamp <= now + MAX_AHEAD_MS ? timestamp : now;
    }
}
