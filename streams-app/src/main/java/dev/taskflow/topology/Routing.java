package dev.taskflow.topology;

import dev.taskflow.topics.FlowPartitioner;
import dev.taskflow.topics.Topic;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Tells whether a record is where its flow is, and sends it there once if it is not (contract, section 2). So a client whose
 * partitioner is not Java's, or that sets no key, loses nothing and splits no flow.
 */
final class Routing {
    /** On a record that was sent on: from which partition. It is never sent on twice. */
    static final String REROUTED_FROM = "taskflow.rerouted-from";

    private final Topic<?> topic;
    private final String sink;
    private final int partitions;

    /** @param partitions how many partitions the topic has on the broker */
    Routing(Topic<?> topic, String sink, int partitions) {
        this.topic = topic;
        this.sink = sink;
        this.partitions = partitions;
    }

    boolean isMisrouted(ReceivedRecord received, String flowId) {
        return !Arrays.equals(received.key(), key(flowId))
                || received.partition() != FlowPartitioner.partitionOf(flowId, partitions);
    }

    /**
     * The record as it is sent on, with its headers.
     *
     * @throws RejectedRecordException if it was sent on before, or is too large to be sent
     */
    Output sentOn(ReceivedRecord received, String flowId) {
        if (received.headers().lastHeader(REROUTED_FROM) != null) {
            throw new RejectedRecordException(
                    "The record of flow %s was re-routed and is still on a wrong partition: has %s changed its number of partitions since TaskFlow started?"
                            .formatted(flowId, topic.name()));
        }
        Headers headers = new RecordHeaders(received.headers());
        headers.add(REROUTED_FROM, Integer.toString(received.partition()).getBytes(StandardCharsets.UTF_8));
        Output output = new Output(sink, topic.name(), key(flowId), received.value(), headers);
        if (output.bytes() > RecordSizes.largest(topic)) { // X4
            throw new RejectedRecordException(
                    "The record of flow %s is on a wrong partition and too large to be re-routed: set its key to the flowId and send less."
                            .formatted(flowId));
        }
        return output;
    }

    private static byte[] key(String flowId) {
        return flowId.getBytes(StandardCharsets.UTF_8);
    }
}
