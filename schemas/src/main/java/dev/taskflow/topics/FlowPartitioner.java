package dev.taskflow.topics;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/** On which partition a flow lives: the one that Kafka's default Java partitioner (murmur2) chooses for its id. */
public final class FlowPartitioner {
    private FlowPartitioner() {}

    /**
     * The partition of a flow in a topic whose key is the flow id.
     *
     * @param partitions the topic's partition count, at least 1
     */
    public static int partitionOf(String flowId, int partitions) {
        return Utils.toPositive(Utils.murmur2(flowId.getBytes(StandardCharsets.UTF_8))) % partitions;
    }
}
