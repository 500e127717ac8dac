package dev.taskflow.client.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One member of the share group: takes a few records, renews their locks until there is a verdict on each, acknowledges them,
 * and only then takes more. Explicit mode refuses a poll while a record is neither acknowledged nor renewed, and a poll after
 * a renewal returns the renewed records and nothing else.
 */
final class ShareMember {
    private static final Logger LOG = LoggerFactory.getLogger(ShareMember.class);
    private static final Duration POLL = Duration.ofMillis(500);

    /** What a transaction's marker costs: it is delivered, but not to us, and the poll that got it waits until its end. */
    private static final Duration POLL_BEHIND_RECORDS = Duration.ofMillis(5);

    private static final Duration RENEWAL_LIMIT = Duration.ofSeconds(5);
    private static final int DEFAULT_LOCK_MS = 30_000;
    private static final int RENEWALS_PER_LOCK = 3;

    private record Position(int partition, long offset) {
        static Position of(ConsumerRecord<?, ?> received) {
            return new Position(received.partition(), received.offset());
        }
    }

    private record Decided(Position position, Verdict verdict) {}

    private final Executions executions;
    private final KafkaShareConsumer<byte[], byte[]> consumer;
    private final Loop loop;
    private final LinkedBlockingQueue<Decided> decided = new LinkedBlockingQueue<>();

    /** Those without a verdict so far. Used by the loop's thread only, as is locked. */
    private final Map<Position, ConsumerRecord<byte[], byte[]>> held = new HashMap<>();

    /** Those of the held whose lock is ours. */
    private final Map<Position, ConsumerRecord<byte[], byte[]>> locked = new HashMap<>();

    /** For the loop's thread. */
    private Duration poll = POLL;

    ShareMember(int index, WorkerSettings settings, Executions executions, Consumer<Throwable> fatal) {
        this.executions = executions;
        consumer = new KafkaShareConsumer<>(
                ClientSettings.shareConsumer(settings, index),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.setAcknowledgementCommitCallback(ShareMember::logRefused);
        consumer.subscribe(List.of(settings.dispatchTopic()));
        loop = new Loop("taskflow-share-" + settings.runtime() + "-" + index, this::round, consumer::close, fatal);
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

    void start() {
        loop.start();
    }

    void stopTaking() {
        loop.stop();
    }

    void close() {
        loop.close();
    }

    private void round() throws InterruptedException {
        take(consumer.poll(poll));
        poll = held.isEmpty() ? longer(poll) : POLL_BEHIND_RECORDS;
        long renewal = System.nanoTime() + renewEvery();
        while (!held.isEmpty()) {
            try {
                carryOutVerdicts(renewal - System.nanoTime());
                if (!held.isEmpty() && System.nanoTime() - renewal >= 0) {
                    renewal = System.nanoTime() + renewEvery();
                    renew();
                }
            } catch (KafkaException e) {
                // What is held stays held whatever Kafka says; the next round's poll says what lasts.
                LOG.atWarn()
                        .setMessage("Locks on dispatches could not be renewed")
                        .addKeyValue("error", e.toString())
                        .log();
            }
        }
    }

    private static Duration longer(Duration poll) {
        Duration twice = poll.multipliedBy(2);
        return twice.compareTo(POLL) < 0 ? twice : POLL;
    }

    private void take(ConsumerRecords<byte[], byte[]> received) {
        for (ConsumerRecord<byte[], byte[]> next : received) {
            Position position = Position.of(next);
            locked.put(position, next);
            if (held.put(position, next) == null) {
                CompletableFuture<Void> unused =
                        executions.accept(next).thenAccept(verdict -> decided.add(new Decided(position, verdict)));
            }
        }
    }

    private void carryOutVerdicts(long waitNanos) throws InterruptedException {
        Decided first = decided.poll(Math.max(0, waitNanos), TimeUnit.NANOSECONDS);
        if (first == null) {
            return;
        }
        List<Decided> all = new ArrayList<>(List.of(first));
        decided.drainTo(all);
        for (Decided next : all) {
            held.remove(next.position());
            ConsumerRecord<byte[], byte[]> ours = locked.remove(next.position());
            if (ours != null) {
                consumer.acknowledge(ours, acknowledgement(next.verdict()));
            }
        }
        if (!held.isEmpty()) {
            consumer.commitAsync(); // Else the next poll, or the close, brings them along.
        }
    }

    private static AcknowledgeType acknowledgement(Verdict verdict) {
        return switch (verdict) {
            case DONE -> AcknowledgeType.ACCEPT;
            case GIVE_BACK -> AcknowledgeType.RELEASE;
            case REFUSE -> AcknowledgeType.REJECT;
        };
    }

    private void renew() {
        if (locked.isEmpty()) {
            return;
        }
        List<ConsumerRecord<byte[], byte[]>> renewing = List.copyOf(locked.values());
        renewing.forEach(next -> consumer.acknowledge(next, AcknowledgeType.RENEW));
        locked.clear();
        Map<TopicIdPartition, Optional<KafkaException>> outcome = consumer.commitSync(RENEWAL_LIMIT);
        // With nothing renewed a poll would fetch new records.
        if (outcome.values().stream().anyMatch(Optional::isEmpty)) {
            take(consumer.poll(POLL));
        }
        if (locked.size() < renewing.size()) {
            LOG.atWarn()
                    .setMessage("Locks on dispatches are lost: they may be run a second time, and one report counts")
                    .addKeyValue("lost", renewing.size() - locked.size())
                    .addKeyValue("outcome", outcome)
                    .log();
        }
    }

    private long renewEvery() {
        int lock = consumer.acquisitionLockTimeoutMs().orElse(DEFAULT_LOCK_MS);
        return TimeUnit.MILLISECONDS.toNanos(Math.max(1, lock / RENEWALS_PER_LOCK));
    }
}
