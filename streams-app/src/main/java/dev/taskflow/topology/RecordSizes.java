package dev.taskflow.topology;

import dev.taskflow.topics.Topic;
import dev.taskflow.topics.TopicCatalogue;

/** How large a record may be so that no broker refuses it. */
final class RecordSizes {
    /** Batch header, record header, lengths and CRCs; generous. */
    private static final int BATCH_OVERHEAD = 1_024;

    private RecordSizes() {}

    /** The largest key, value and headers of an output, in bytes. */
    static int largest(TopicCatalogue topics) {
        return topics.flowEvents().maxMessageBytes() - BATCH_OVERHEAD;
    }

    /** The largest key, value and headers of a record on a topic, in bytes. */
    static int largest(Topic<?> topic) {
        return topic.maxMessageBytes() - BATCH_OVERHEAD;
    }
}
