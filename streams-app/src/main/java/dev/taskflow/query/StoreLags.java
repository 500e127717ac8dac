package dev.taskflow.query;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;

/**
 * How many changelog records the stores of this instance are behind: nothing where it processes, what is still missing where
 * it restores or keeps a copy. The broker is asked at most once a second, by one thread, whoever else wants to know. Safe for
 * any thread.
 */
public final class StoreLags {
    private static final long FRESH_NANOS = 1_000_000_000L;

    /** An answer that is older says nothing any more about how far behind a copy is. */
    private static final long USABLE_NANOS = 10 * FRESH_NANOS;

    private static final long TURN_SECONDS = 1;

    private final Supplier<Map<String, Map<Integer, Long>>> source;
    private final LongSupplier nanoTime;
    private final ReentrantLock asking = new ReentrantLock();
    private volatile @Nullable Answer last;

    private record Answer(Map<String, Map<Integer, Long>> lags, long at) {}

    public StoreLags(KafkaStreams streams) {
        this(() -> lags(streams), System::nanoTime);
    }

    StoreLags(Supplier<Map<String, Map<Integer, Long>>> source, LongSupplier nanoTime) {
        this.source = source;
        this.nanoTime = nanoTime;
    }

    private static Map<String, Map<Integer, Long>> lags(KafkaStreams streams) {
        Map<String, Map<Integer, Long>> lags = new HashMap<>();
        streams.allLocalStorePartitionLags().forEach((store, partitions) -> {
            Map<Integer, Long> ofStore = new HashMap<>();
            partitions.forEach((partition, lag) -> ofStore.put(partition, lag.offsetLag()));
            lags.put(store, Map.copyOf(ofStore));
        });
        return Map.copyOf(lags);
    }

    /**
     * By store and partition, in records, at most ten seconds old.
     *
     * @throws StateMoving if that cannot be told now
     */
    public Map<String, Map<Integer, Long>> now() {
        Answer known = last;
        if (known != null && isWithin(known, FRESH_NANOS)) {
            return known.lags;
        }
        // While one thread asks, others make do with the answer before, if there is one.
        if (known == null || !isWithin(known, USABLE_NANOS)) {
            awaitTurn();
        } else if (!asking.tryLock()) {
            return known.lags;
        }
        try {
            Answer meanwhile = last;
            if (meanwhile != null && isWithin(meanwhile, FRESH_NANOS)) {
                return meanwhile.lags;
            }
            return ask();
        } finally {
            asking.unlock();
        }
    }

    /** Not for as long as the broker may be away: threads that wait would be missing elsewhere. */
    private void awaitTurn() {
        try {
            if (!asking.tryLock(TURN_SECONDS, TimeUnit.SECONDS)) {
                throw new StateMoving("How far behind the stores are is not known yet.");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StateMoving(
                    "How far behind the stores are cannot be told now.", new IllegalStateException(interrupted));
        }
    }

    private Map<String, Map<Integer, Long>> ask() {
        try {
            Answer answer = new Answer(source.get(), nanoTime.getAsLong());
            last = answer;
            return answer.lags;
        } catch (RuntimeException unknown) {
            throw new StateMoving("How far behind the stores are cannot be told now.", unknown);
        }
    }

    private boolean isWithin(Answer answer, long nanos) {
        return nanoTime.getAsLong() - answer.at <= nanos;
    }

    /**
     * The greatest lag of a partition's stores; empty if it has none here.
     *
     * @throws StateMoving if that cannot be told now
     */
    OptionalLong of(int partition) {
        return now().values().stream()
                .map(ofStore -> ofStore.get(partition))
                .filter(lag -> lag != null)
                .mapToLong(Long::longValue)
                .max();
    }
}
