package dev.taskflow.it;

import dev.taskflow.topics.FlowPartitioner;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.TaskEvent;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Sends what clients send, stamped by their clock, and waits for nothing. Safe for many threads. */
final class ChaosSender implements AutoCloseable {
    private final Inputs inputs;
    private final ChaosClock clock;
    private final KafkaProducer<byte @Nullable [], byte @Nullable []> producer;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    ChaosSender(TaskFlowFixture taskflow, ChaosClock clock) {
        this.inputs = taskflow.inputs();
        this.clock = clock;
        // Longer than the broker is ever away: nothing is given up.
        this.producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                taskflow.config().bootstrapServers(),
                        ProducerConfig.LINGER_MS_CONFIG, 1,
                        ProducerConfig.MAX_BLOCK_MS_CONFIG, 600_000,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 600_000),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    void send(FlowCommand command, ChaosLedger.Sent entry, boolean misrouted) {
        send(inputs.recordOf(command), command.getFlowId(), entry, misrouted);
    }

    void send(TaskEvent report, ChaosLedger.Sent entry, boolean misrouted) {
        send(inputs.recordOf(report), report.getFlowId(), entry, misrouted);
    }

    private void send(
            ProducerRecord<byte @Nullable [], byte @Nullable []> record,
            String flowId,
            ChaosLedger.Sent entry,
            boolean misrouted) {
        int right = FlowPartitioner.partitionOf(flowId, TaskFlowFixture.FLOW_PARTITIONS);
        int partition = misrouted ? (right + 1) % TaskFlowFixture.FLOW_PARTITIONS : right;
        Future<?> unused = producer.send(
                new ProducerRecord<>(record.topic(), partition, clock.stamp(), record.key(), record.value()),
                (metadata, failed) -> {
                    if (failed == null) {
                        entry.acknowledged();
                    } else {
                        failure.compareAndSet(null, failed);
                    }
                });
    }

    /** Waits until the broker has all; fails if it has refused any. */
    void flush() {
        producer.flush();
        Exception failed = failure.get();
        if (failed != null) {
            throw new AssertionError("the broker did not take a record", failed);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
