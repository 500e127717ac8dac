package dev.taskflow.client.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One member of the share group: takes a few records while the worker has room, renews their locks until there is a verdict on
 * each, acknowledges them, and only then takes more. Explicit mode refuses a poll while a record is neither acknowledged nor
 * renewed, and a poll after a renewal returns the renewed records and nothing else.
 */
final class ShareMember {
    private static final Logger LOG = LoggerFactory.getLogger(ShareMember.class);
    private static final Duration RENEWAL_LIMIT = Duration.ofSeconds(5);
    private static final int RENEWALS_PER_LOCK = 3;

    private record Position(int partition, long offset) {
        static Position of(ConsumerRecord<?, ?> received) {
            return new Position(received.partition(), received.offset());
        }
    }

    private record Decided(Position position, Verdict verdict) {}

    private final Supplier<ShareConsumer> consumers;
    private final Executions executions;
    private final Slots slots;
    private final Loop loop;
    private final LinkedBlockingQueue<Decided> decided = new LinkedBlockingQueue<>();

    /** Replaced by the loop's thread only. */
    private volatile ShareConsumer consumer;

    /** Those without a verdict so far. Used by the loop's thread only, as is locked. */
    private final Map<Position, ConsumerRecord<byte[], byte[]>> held = new HashMap<>();

    /** Those of the held whose lock is ours. */
    private final Map<Position, ConsumerRecord<byte[], byte[]>> locked = new HashMap<>();

    private final int mayBeTurnedAway;

    /** Whether it counts as one that asks Kafka for records. For the loop's thread. */
    private boolean asking;

    /**
     * @param mayBeTurnedAway up to which delivery a task that comes while no slot is free is given back, for another worker; later
     *     ones are kept, as deliveries are limited and most must be left for workers that die
     */
    ShareMember(
            String name,
            Supplier<ShareConsumer> consumers,
            Executions executions,
            Slots slots,
            int mayBeTurnedAway,
            Consumer<Throwable> fatal) {
        this.consumers = consumers;
        this.executions = executions;
        this.slots = slots;
        this.mayBeTurnedAway = mayBeTurnedAway;
        consumer = consumers.get();
        loop = new Loop(name, this::round, () -> consumer.close(), fatal);
    }

    void start() {
        loop.start();
    }

    /** After {@link Slots#close}. */
    void stopTaking() {
        loop.stop();
        consumer.endPoll();
    }

    void passMarkers() {
        consumer.passMarkers();
    }

    void close() {
        loop.close();
    }

    private void round() throws InterruptedException {
        try {
            if (!asking && !slots.tryAsk()) {
                consumer.sendAcknowledgements(); // Else the next poll, or the close, brings them along.
                if (!slots.awaitAsk()) {
                    return;
                }
            }
            // Until there is an answer: a member that stopped polling would be given a record and not see it.
            asking = true;
            ConsumerRecords<byte[], byte[]> received = consumer.awaitRecords();
            if (!received.isEmpty()) {
                answered();
            }
            take(received);
            keep();
        } catch (IllegalStateException e) {
            startAnew(e);
        }
    }

    private void answered() {
        if (asking) {
            asking = false;
            slots.answered();
        }
    }

    /** After a renewal that failed halfway the consumer may hold records that it does not give us: it would never poll again. */
    private void startAnew(IllegalStateException why) {
        LOG.atWarn()
                .setMessage(
                        "A member of the share group starts anew; what it held may be run a second time, and one report counts")
                .addKeyValue("held", held.size())
                .addKeyValue("error", why.toString())
                .log();
        answered();
        held.clear();
        locked.clear();
        decided.clear();
        try {
            consumer.close();
        } catch (KafkaException e) {
            LOG.debug("The old member did not leave properly", e);
        }
        consumer = consumers.get();
    }

    private void keep() throws InterruptedException {
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

    private void take(ConsumerRecords<byte[], byte[]> received) {
        boolean turnedAway = false;
        for (ConsumerRecord<byte[], byte[]> next : received) {
            Position position = Position.of(next);
            boolean isNew = !held.containsKey(position);
            if (isNew && !slots.tryTake()) {
                if (mayBeTurnedAway(next)) {
                    consumer.acknowledge(next, AcknowledgeType.RELEASE);
                    turnedAway = true;
                    continue;
                }
                slots.take();
            }
            locked.put(position, next);
            held.put(position, next);
            if (isNew) {
                CompletableFuture<Void> unused = executions.accept(next).thenAccept(verdict -> {
                    slots.free();
                    decided.add(new Decided(position, verdict));
                });
            }
        }
        if (turnedAway) {
            consumer.sendAcknowledgements();
        }
    }

    private boolean mayBeTurnedAway(ConsumerRecord<byte[], byte[]> received) {
        return received.deliveryCount().orElse(Short.MAX_VALUE) <= mayBeTurnedAway;
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
            consumer.sendAcknowledgements();
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
        ConsumerRecords<byte[], byte[]> renewed = consumer.renew(renewing, RENEWAL_LIMIT);
        locked.clear();
        take(renewed);
        if (locked.size() < renewing.size()) {
            LOG.atWarn()
                    .setMessage("Locks on dispatches are lost: they may be run a second time, and one report counts")
                    .addKeyValue("lost", renewing.size() - locked.size())
                    .log();
        }
    }

    private long renewEvery() {
        return consumer.lock().dividedBy(RENEWALS_PER_LOCK).toNanos();
    }
}
