package dev.taskflow.client.worker;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka's share consumer, polled so that nothing is fetched which nobody asks for, and so that transactions' markers hold up
 * nothing. All methods but {@link #passMarkers} and {@link #endPoll} are for one thread.
 *
 * <p>A marker is delivered like a record, and acknowledged by the consumer without a word. Kafka 4.3.1's poll then fetches
 * nothing more until it ends. And a poll that begins while a fetch of the one before is under way may start a second fetch
 * behind it: what that brings lies unseen in the consumer, and if it is a marker its acknowledgement is lost
 * ({@code ShareInFlightBatch.merge} drops it), so that it stays locked, and its partition stops when
 * {@code share.partition.max.record.locks} records have followed. So a poll here lasts until something has come, and one that
 * got a marker, which shows in the count of acknowledgements, is ended and begun anew: then nothing is under way.
 */
final class ShareConsumer {
    private static final Logger LOG = LoggerFactory.getLogger(ShareConsumer.class);

    /** Long, because its end is a moment at which a fetch may be under way. */
    private static final Duration POLL = Duration.ofSeconds(2);

    private static final long ACKNOWLEDGED_WITHIN_NANOS = Duration.ofMillis(50).toNanos();
    private static final long LOOK_AGAIN_NANOS = 50_000;
    private static final int DEFAULT_LOCK_MS = 30_000;

    private final KafkaShareConsumer<byte[], byte[]> consumer;
    private final Metric acknowledgementsSent;

    private final boolean takesSeveral;

    /** How many acknowledgements will have been sent when ours have. For the one thread. */
    private double expected;

    /** Guarded by this, as is sentBefore. */
    private boolean polling;

    private double sentBefore;

    ShareConsumer(WorkerSettings settings) {
        consumer = new KafkaShareConsumer<>(
                ClientSettings.shareConsumer(settings), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.setAcknowledgementCommitCallback(ShareConsumer::logRefused);
        consumer.subscribe(List.of(settings.dispatchTopic()));
        acknowledgementsSent = consumer.metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals("acknowledgements-send-total"))
                .findFirst()
                .orElseThrow();
        takesSeveral = settings.tasksOfShareConsumer() > 1;
    }

    private static void logRefused(Map<TopicIdPartition, Set<Long>> offsets, @Nullable Exception refusal) {
        if (refusal != null) {
            LOG.atWarn()
                    .setMessage("Kafka did not take acknowledgements; the dispatches may come again")
                    .addKeyValue("offsets", offsets)
                    .addKeyValue("error", refusal.toString())
                    .log();
        }
    }

    /**
     * Waits for records; there may be none. Only when all of those received before are acknowledged.
     *
     * @throws IllegalStateException if the consumer thinks that they are not
     */
    ConsumerRecords<byte[], byte[]> awaitRecords() {
        if (takesSeveral) {
            sendBefore();
        }
        synchronized (this) {
            sentBefore = expected; // The poll sends ours along, which are not to be taken for a marker's.
            polling = true;
        }
        ConsumerRecords<byte[], byte[]> received = ConsumerRecords.empty();
        try {
            received = consumer.poll(POLL);
        } catch (WakeupException passed) {
            LOG.trace("The poll was ended");
        } finally {
            synchronized (this) {
                polling = false;
            }
        }
        // An acknowledgement that failed is not counted: the end of an idle poll is the time to count anew.
        expected = received.isEmpty() ? sent() : Math.max(expected, sent());
        return received;
    }

    /** Among several records there may be markers, of whose acknowledgements we don't know: all of them have to be sent before. */
    private void sendBefore() {
        consumer.commitAsync();
        long deadline = System.nanoTime() + ACKNOWLEDGED_WITHIN_NANOS;
        while (sent() < expected && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
        expected = sent();
    }

    private double sent() {
        return (double) acknowledgementsSent.metricValue();
    }

    /** Ends a poll that has got a marker. To be called by another thread now and then. */
    synchronized void passMarkers() {
        if (polling && sent() > sentBefore) {
            endPoll();
        }
    }

    /** Ends a poll, if there is one. For any thread. */
    synchronized void endPoll() {
        if (polling) {
            polling = false;
            consumer.wakeup();
        }
    }

    void acknowledge(ConsumerRecord<byte[], byte[]> received, AcknowledgeType type) {
        consumer.acknowledge(received, type);
        expected++;
    }

    /** Sends the acknowledgements given so far, those of all records together. */
    void sendAcknowledgements() {
        consumer.commitAsync();
    }

    /** Renews the locks on records; those whose locks are held on to are returned. */
    ConsumerRecords<byte[], byte[]> renew(Iterable<ConsumerRecord<byte[], byte[]>> records, Duration limit) {
        records.forEach(next -> acknowledge(next, AcknowledgeType.RENEW));
        boolean renewed;
        try {
            Map<TopicIdPartition, Optional<KafkaException>> outcome = consumer.commitSync(limit);
            renewed = outcome.values().stream().anyMatch(Optional::isEmpty);
        } catch (WakeupException late) {
            renewed = true; // Meant for a poll that was over; the renewal is on its way.
        }
        // With nothing renewed a poll would fetch new records.
        return renewed ? consumer.poll(limit) : ConsumerRecords.empty();
    }

    Duration lock() {
        return Duration.ofMillis(Math.max(1, consumer.acquisitionLockTimeoutMs().orElse(DEFAULT_LOCK_MS)));
    }

    /** Leaves the group; what has no acknowledgement is given back by Kafka. */
    void close() {
        consumer.close();
    }
}
