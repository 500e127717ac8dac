package dev.taskflow.http.live;

import dev.taskflow.v1.FlowEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Reads a flow's events again. May take seconds; safe for any thread. */
public interface FlowHistory {

    /**
     * Which events.
     *
     * @param visible whether events of this owner are shown: a flow before it may have had the same id (S3)
     * @param createdAt when the flow was created: there reading begins
     * @param lastSequence the flow's last event: there it ends
     * @param from the place that the page before named; empty: the beginning
     */
    record Span(
            String flowId,
            Predicate<String> visible,
            Instant createdAt,
            long lastSequence,
            Optional<Place> from,
            int limit) {}

    /**
     * A place in the flow's partition.
     *
     * @param sequence the last event that was read before it
     */
    record Place(long offset, long sequence) {
        public Place {
            if (offset < 0 || sequence < 0) {
                throw new IllegalArgumentException("there is no place before the first");
            }
        }
    }

    /**
     * Events of a flow, in order.
     *
     * @param next where there may be more; empty: these were the last
     */
    record Part(List<FlowEvent> events, Optional<Place> next) {
        public Part {
            events = List.copyOf(events);
        }
    }

    /**
     * Only events that are committed. Events that the topic's retention has removed are missing.
     *
     * @throws org.apache.kafka.common.KafkaException if Kafka does not answer in time
     */
    Part read(Span span);
}
