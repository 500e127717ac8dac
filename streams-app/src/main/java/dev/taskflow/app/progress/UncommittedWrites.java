package dev.taskflow.app.progress;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The places that stream threads have written to without committing it. An input's offset tells nothing of a timer whose
 * transaction is undone in each life of its stream task; this does: such a place is tried again and again and stays here. Says
 * once in a row of failures that a transaction was undone and why, since Kafka Streams begins again without a word that is
 * understood. Called by stream threads and by the senders of their producers, read by any.
 */
public final class UncommittedWrites {
    private static final Logger LOG = LoggerFactory.getLogger(UncommittedWrites.class);

    /**
     * A place that was written to.
     *
     * @param place an output topic, or a changelog's topic and partition
     * @param since counts how often the place was committed: another number is another beginning
     * @param tries in how many transactions it was tried since
     * @param open whether one of them still goes on
     */
    record Write(String place, long since, long tries, boolean open) {}

    /** Why a write or a commit failed last. */
    public record Failure(String place, String cause) {}

    private final Map<String, Write> writes = new ConcurrentHashMap<>();
    private final AtomicLong commits = new AtomicLong();
    private final AtomicLong undone = new AtomicLong();
    private final AtomicBoolean said = new AtomicBoolean();
    private volatile Optional<Failure> failure = Optional.empty();

    /** A transaction writes to these for the first time. */
    void begin(String place) {
        writes.compute(
                place,
                (key, known) -> known == null
                        ? new Write(place, commits.get(), 1, true)
                        : new Write(place, known.since, known.tries + 1, true));
    }

    /** A transaction that wrote to these is committed. */
    void committed(Set<String> places) {
        if (places.isEmpty()) {
            return; // Kafka Streams commits also where nothing was written: that says nothing about the others.
        }
        commits.incrementAndGet();
        writes.keySet().removeAll(places);
        failure = Optional.empty();
        said.set(false);
    }

    /** A transaction that wrote to these has ended without a commit. */
    void undone(Set<String> places) {
        if (places.isEmpty()) {
            return;
        }
        undone.incrementAndGet();
        places.forEach(place ->
                writes.computeIfPresent(place, (key, known) -> new Write(place, known.since, known.tries, false)));
    }

    /** A write or a commit failed; Kafka Streams does all of the transaction again. */
    void failed(String place, Throwable cause) {
        if (cause instanceof InterruptException) {
            return; // It is being closed.
        }
        failure = Optional.of(new Failure(place, cause.toString()));
        if (said.compareAndSet(false, true)) {
            LOG.atWarn()
                    .setMessage(
                            "A transaction fails and is undone; what it held is done again. This is said once until one succeeds")
                    .addKeyValue("place", place)
                    .addKeyValue("cause", cause)
                    .log();
        }
    }

    List<Write> all() {
        return List.copyOf(writes.values());
    }

    /** Why a write failed last, if nothing was committed since. */
    Optional<Failure> failure() {
        return failure;
    }

    /** How many transactions with writes were undone since the start. */
    public long undone() {
        return undone.get();
    }
}
