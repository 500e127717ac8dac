package dev.taskflow.app.progress;

import dev.taskflow.app.progress.ProgressFacts.Input;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;

/**
 * Asks the brokers how far the group has come with its inputs. An offset that stands still may have nothing but the markers of
 * transactions after it, which nobody commits where no record comes: that is looked for by reading, as soon as it has stood still for a
 * while. For use by one thread.
 */
final class InputOffsets {
    private static final Duration READ_WITHIN = Duration.ofSeconds(2);

    /** So many looks in a row must find an offset unmoved before it is worth a read. */
    private static final int LOOKS_BEFORE_READ = 3;

    private final Admin admin;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final String group;
    private final Set<TopicPartition> inputs;
    private final Duration within;

    private final Map<TopicPartition, Long> committedBefore = new HashMap<>();
    private final Map<TopicPartition, Integer> unmoved = new HashMap<>();

    /** Up to there a partition has been read from its committed offset on, and there was no record. */
    private final Map<TopicPartition, Empty> empty = new HashMap<>();

    private record Empty(long from, long to) {}

    /**
     * @param consumers makes one that reads committed records of any offset and is in no group; it is closed after each use
     * @param group the consumer group of all instances
     * @param within for how long each question may take
     */
    InputOffsets(
            Admin admin,
            Supplier<Consumer<byte[], byte[]>> consumers,
            String group,
            Set<TopicPartition> inputs,
            Duration within) {
        this.admin = admin;
        this.consumers = consumers;
        this.group = group;
        this.inputs = Set.copyOf(inputs);
        this.within = within;
    }

    /**
     * By partition; one whose leader does not answer is left out.
     *
     * @throws RetriableException if no broker answers for the group
     * @throws KafkaException if one refuses to
     */
    Map<TopicPartition, Input> now() {
        Map<TopicPartition, OffsetAndMetadata> committed =
                get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
        Map<TopicPartition, Long> ends = offsets(inputs, OffsetSpec.latest());
        List<TopicPartition> without =
                inputs.stream().filter(each -> committed.get(each) == null).toList();
        Map<TopicPartition, Long> starts = without.isEmpty() ? Map.of() : offsets(without, OffsetSpec.earliest());
        Map<TopicPartition, Input> now = new HashMap<>();
        ends.forEach((partition, end) -> {
            OffsetAndMetadata known = committed.get(partition);
            Long from = known == null ? starts.get(partition) : Long.valueOf(known.offset());
            if (from != null) {
                now.put(partition, new Input(from, waiting(partition, from, end)));
            }
        });
        return now;
    }

    private long waiting(TopicPartition partition, long from, long end) {
        Long before = committedBefore.put(partition, from);
        if (end <= from || before == null || before != from) {
            unmoved.remove(partition);
            return Math.max(0, end - from);
        }
        Empty known = empty.get(partition);
        if (known != null && known.from == from && known.to >= end) {
            return 0;
        }
        if (unmoved.merge(partition, 1, Integer::sum) < LOOKS_BEFORE_READ) {
            return end - from;
        }
        unmoved.remove(partition); // so that it is read now and then, not at each look
        if (holdsRecord(partition, known != null && known.from == from ? known.to : from, end)) {
            return end - from;
        }
        empty.put(partition, new Empty(from, end));
        return 0;
    }

    private boolean holdsRecord(TopicPartition partition, long from, long end) {
        try (Consumer<byte[], byte[]> consumer = consumers.get()) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, from);
            long deadline = System.nanoTime() + READ_WITHIN.toNanos();
            while (consumer.position(partition, READ_WITHIN) < end) {
                if (!consumer.poll(Duration.ofMillis(200)).isEmpty()) {
                    return true;
                }
                if (System.nanoTime() > deadline) {
                    return true; // Not known: then as it looks.
                }
            }
            return false;
        } catch (InterruptException interrupted) {
            throw interrupted;
        } catch (KafkaException unknown) {
            return true;
        }
    }

    private Map<TopicPartition, Long> offsets(Collection<TopicPartition> of, OffsetSpec spec) {
        ListOffsetsResult answer = admin.listOffsets(
                of.stream().collect(Collectors.toMap(each -> each, each -> spec)),
                new ListOffsetsOptions(IsolationLevel.READ_COMMITTED));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        for (TopicPartition partition : of) {
            try {
                offsets.put(partition, get(answer.partitionResult(partition)).offset());
            } catch (KafkaException withoutLeader) {
                offsets.remove(partition); // The others count: a broker of several may be away.
            }
        }
        return offsets;
    }

    private <T> T get(KafkaFuture<T> answer) {
        try {
            return answer.get(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            throw new InterruptException(interrupted);
        } catch (TimeoutException late) {
            throw new org.apache.kafka.common.errors.TimeoutException(late);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof KafkaException refused ? refused : new KafkaException(failed.getCause());
        }
    }
}
