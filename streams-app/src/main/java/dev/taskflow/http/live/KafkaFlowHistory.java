package dev.taskflow.http.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.taskflow.topics.FlowPartitioner;
import dev.taskflow.v1.FlowEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads the flow's partition from the time of its creation on, until its last event, so that no store of events is needed.
 * Other flows' events are passed over by their keys; a page ends after a bounded time, wherever it has come to.
 */
public final class KafkaFlowHistory implements FlowHistory {
    private static final Duration FETCH_WAIT = Duration.ofMillis(20);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long PAGE_NANOS = Duration.ofSeconds(4).toNanos();

    private final FlowEventTopic topic;

    public KafkaFlowHistory(FlowEventTopic topic) {
        this.topic = topic;
    }

    @Override
    public Part read(Span span) {
        try (Consumer<byte[], byte[]> consumer = topic.consumer(FETCH_WAIT)) {
            int partitions = consumer.partitionsFor(topic.name()).size();
            TopicPartition partition =
                    new TopicPartition(topic.name(), FlowPartitioner.partitionOf(span.flowId(), partitions));
            consumer.assign(List.of(partition));
            Optional<Long> begin = span.from().map(Place::offset).or(() -> created(consumer, partition, span));
            if (begin.isEmpty()) {
                return new Part(List.of(), Optional.empty());
            }
            consumer.seek(partition, begin.get());
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            return read(consumer, partition, end, span);
        }
    }

    /** Events of a flow are stamped with the time of what caused them, never before its creation (X3). */
    private static Optional<Long> created(Consumer<byte[], byte[]> consumer, TopicPartition partition, Span span) {
        Map<TopicPartition, OffsetAndTimestamp> offsets =
                consumer.offsetsForTimes(Map.of(partition, span.createdAt().toEpochMilli()));
        return Optional.ofNullable(offsets.get(partition)).map(OffsetAndTimestamp::offset);
    }

    private Part read(Consumer<byte[], byte[]> consumer, TopicPartition partition, long end, Span span) {
        byte[] key = span.flowId().getBytes(UTF_8);
        List<FlowEvent> events = new ArrayList<>();
        long sequence = span.from().map(Place::sequence).orElse(0L);
        long deadline = System.nanoTime() + PAGE_NANOS;
        while (consumer.position(partition) < end && System.nanoTime() - deadline < 0) {
            for (ConsumerRecord<byte[], byte[]> received : consumer.poll(POLL)) {
                if (received.offset() >= end) {
                    break;
                }
                FlowEvent event = Arrays.equals(key, received.key())
                        ? topic.event(received).orElse(null)
                        : null;
                if (event == null || !isWanted(event, span, sequence)) {
                    continue;
                }
                events.add(event);
                sequence = event.getSequence();
                if (sequence >= span.lastSequence()) {
                    return new Part(events, Optional.empty());
                }
                if (events.size() == span.limit()) {
                    return new Part(events, Optional.of(new Place(received.offset() + 1, sequence)));
                }
            }
        }
        long position = consumer.position(partition);
        return new Part(events, position < end ? Optional.of(new Place(position, sequence)) : Optional.empty());
    }

    /** A flow of before may have had the same id (S3). */
    private static boolean isWanted(FlowEvent event, Span span, long after) {
        return event.getSequence() > after
                && !event.getOccurredAt().isBefore(span.createdAt())
                && span.visible().test(event.getOwnerKey());
    }
}
