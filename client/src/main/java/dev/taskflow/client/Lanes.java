package dev.taskflow.client;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What a listener has read and not yet finished, between the thread that polls and the one that handles: a lane for each
 * partition, so that one which waits for its next attempt holds up no other. Thread-safe.
 */
final class Lanes {
    private static final int FULL = 100;

    /** In the order in which they get their turn. */
    private final Map<TopicPartition, Lane> lanes = new LinkedHashMap<>();

    private boolean stopped;

    synchronized void add(ConsumerRecord<byte[], byte[]> received) {
        lanes.computeIfAbsent(new TopicPartition(received.topic(), received.partition()), Lane::new)
                .waiting
                .add(received);
        notifyAll();
    }

    /** Waits for a record that is due and takes it in hand; null when stopped. Only one thread takes. */
    synchronized @Nullable Lane take() throws InterruptedException {
        while (!stopped) {
            long now = System.nanoTime();
            Lane due = lanes.values().stream()
                    .filter(lane -> lane.isDue(now))
                    .findFirst()
                    .orElse(null);
            if (due != null) {
                lanes.remove(due.partition);
                lanes.put(due.partition, due); // the others come first next time
                due.inHand = due.waiting.element();
                return due;
            }
            wait(untilNextIsDue(now));
        }
        return null;
    }

    /** In ms; 0 if nothing waits for its time. */
    private long untilNextIsDue(long now) {
        long next = lanes.values().stream()
                .filter(lane -> !lane.waiting.isEmpty())
                .mapToLong(lane -> lane.notBefore - now)
                .min()
                .orElse(0);
        return next == 0 ? 0 : Math.max(1, TimeUnit.NANOSECONDS.toMillis(next) + 1);
    }

    /** The record in hand is finished. If its partition has been lost meanwhile, that no longer matters. */
    synchronized void finished(Lane lane) {
        lane.finished = lane.waiting.remove().offset() + 1;
        lane.failures = 0;
        lane.tries = 0;
        lane.inHand = null;
        notifyAll();
    }

    /** The record in hand is to be tried again. */
    synchronized void notFinished(Lane lane, boolean handlerFailed, Backoff backoff) {
        lane.tries++;
        lane.failures += handlerFailed ? 1 : 0;
        lane.notBefore = System.nanoTime() + backoff.after(lane.tries).toNanos();
        lane.inHand = null;
        notifyAll();
    }

    /** What is finished and not yet committed. */
    synchronized Map<TopicPartition, OffsetAndMetadata> uncommitted() {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        lanes.values().stream()
                .filter(lane -> lane.finished > lane.committed)
                .forEach(lane -> offsets.put(lane.partition, new OffsetAndMetadata(lane.finished)));
        return offsets;
    }

    synchronized void committed(Map<TopicPartition, OffsetAndMetadata> offsets) {
        offsets.forEach((partition, offset) -> {
            Lane lane = lanes.get(partition);
            if (lane != null) {
                lane.committed = offset.offset();
            }
        });
    }

    /** Partitions of which enough has been read for now. */
    synchronized List<TopicPartition> full() {
        return partitions(lane -> lane.waiting.size() >= FULL);
    }

    /** Partitions of which more may be read. */
    synchronized List<TopicPartition> roomy() {
        return partitions(lane -> lane.waiting.size() < FULL / 2);
    }

    private List<TopicPartition> partitions(Predicate<Lane> condition) {
        return lanes.values().stream()
                .filter(condition)
                .map(lane -> lane.partition)
                .toList();
    }

    /** Waits at most so long until no record of these partitions is in hand, and lets none be taken any more. */
    synchronized void quiesce(Collection<TopicPartition> partitions, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        List<Lane> leaving = lanes.values().stream()
                .filter(lane -> partitions.contains(lane.partition))
                .toList();
        leaving.stream().filter(lane -> !lane.isBusy()).forEach(lane -> lane.waiting.clear());
        leaving.stream().filter(Lane::isBusy).forEach(Lanes::keepFirst);
        long left = deadline - System.nanoTime();
        boolean interrupted = false;
        while (left > 0 && leaving.stream().anyMatch(Lane::isBusy)) {
            try {
                wait(TimeUnit.NANOSECONDS.toMillis(left) + 1);
            } catch (InterruptedException e) {
                interrupted = true;
            }
            left = deadline - System.nanoTime();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void keepFirst(Lane lane) {
        ConsumerRecord<byte[], byte[]> first = lane.waiting.remove();
        lane.waiting.clear();
        lane.waiting.add(first);
    }

    /** Forgets partitions: what of them is in hand will not be committed. */
    synchronized void drop(Collection<TopicPartition> partitions) {
        partitions.forEach(lanes::remove);
    }

    /** From now on nothing is taken. */
    synchronized void stop() {
        stopped = true;
        notifyAll();
    }

    synchronized boolean isStopped() {
        return stopped;
    }

    /** All partitions of which something has been read. */
    synchronized List<TopicPartition> partitions() {
        return List.copyOf(lanes.keySet());
    }
}
