package dev.taskflow.topology;

import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.internals.ProcessorRecordContext;

/** The input as it was polled, which Kafka Streams keeps with the record under way. */
final class RawInput {

    private RawInput() {}

    /**
     * Lets go of key and value as they were polled. To be called before the first write: a caching store keeps them beside each
     * row until other rows need the room, counted nowhere (LRUCacheEntry of 4.3), so that a few hundred rows of a kilobyte can hold a
     * few hundred megabytes. Kafka Streams itself lets go of them with the first record that it sends. It needs them for its own dead letters
     * alone, and ours are made from the record.
     */
    static void release(ProcessorContext<?, ?> context) {
        context.recordMetadata().ifPresent(from -> {
            if (from instanceof ProcessorRecordContext held) {
                held.freeRawRecord();
            }
        });
    }
}
