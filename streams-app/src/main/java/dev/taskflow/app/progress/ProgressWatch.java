package dev.taskflow.app.progress;

import dev.taskflow.app.progress.ProgressFacts.Input;
import dev.taskflow.app.progress.ProgressFacts.StreamThread;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;

/**
 * Judges whether an instance is stuck: a broker answers, work waits, and nothing was committed for a while. Each place is judged for
 * itself, so that a healthy thread hides no stuck one. Time counts only while a broker answers, and anew after it was away for
 * long: no restart brings a broker back.
 *
 * <p>Fed by one thread; its answers are for any.
 */
public final class ProgressWatch {
    /** Without an answer for longer no broker answers, in milliseconds; one answer may be lost. */
    static final long AWAY_MS = 10_000;

    /** Whoever waited for a broker for longer needs its time to begin again, in milliseconds. */
    static final long ANEW_MS = 30_000;

    /** More between two looks was no watching: this process was stopped, or the machine slept. Milliseconds. */
    static final long LONGEST_STEP_MS = 15_000;

    /** For how long a partition is looked after that its thread has lost, so that thread after thread may die of it. Milliseconds. */
    static final long LOST_MS = 30_000;

    private final long stallMs;
    private final long awayMs;

    /** Time that was watched, in milliseconds: counts only while a broker answers. */
    private long watched;

    private long lastAnswer;
    private boolean hasAnswer;
    private final Map<String, Standing> standing = new HashMap<>();
    private final Map<Integer, Long> owned = new HashMap<>();
    private final Map<TopicPartition, Long> committed = new HashMap<>();
    private final Map<String, Double> turns = new HashMap<>();
    private final Map<UncommittedWrites.Write, Long> tried = new HashMap<>();
    private Map<TopicPartition, Long> restored = Map.of();
    private Instant served = Instant.MIN;

    private volatile boolean brokerAnswers = true;
    private volatile List<Stall> stalls = List.of();
    private volatile Map<TopicPartition, Long> offsets = Map.of();

    /** Since when a place makes no progress. */
    private record Standing(long since, Seen seen) {}

    private enum Pace {
        /** It waits for a commit. */
        STANDS,
        /** It rests between two tries, so that it goes on being stuck but does not begin to be. */
        RESTS,
        /**
         * It waits for a restore that moves, which is progress: that time does not count. But it takes none away either, as a stream task
         * whose transactions are undone restores its stores in each of its lives.
         */
        RESTORES
    }

    /** A place that makes no progress, in words. */
    private record Seen(String message, Pace pace) {}

    /** @param stall how long work may wait without a commit */
    public ProgressWatch(Duration stall) {
        stallMs = stall.toMillis();
        awayMs = Math.min(AWAY_MS, stallMs);
    }

    /** Whether nothing is stuck; also while no broker answers. */
    public boolean isLive() {
        return stalls.isEmpty();
    }

    /** Whether a broker has answered lately. */
    public boolean brokerAnswers() {
        return brokerAnswers;
    }

    /** What is stuck; empty: this instance is live. */
    public List<Stall> stalls() {
        return stalls;
    }

    /**
     * How far the group has come: the sum of the committed offsets of a partition's inputs, as far as they are known.
     *
     * @param partition empty: of all partitions
     */
    public long position(OptionalInt partition) {
        return offsets.entrySet().stream()
                .filter(each -> partition.isEmpty() || each.getKey().partition() == partition.getAsInt())
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /**
     * No broker answered.
     *
     * @param now milliseconds of a clock that never steps back
     */
    void unanswered(long now) {
        if (!hasAnswer) {
            hasAnswer = true;
            lastAnswer = now;
        }
        if (now - lastAnswer >= awayMs) {
            brokerAnswers = false;
            stalls = List.of();
        }
    }

    /**
     * A broker answered.
     *
     * @param now milliseconds of a clock that never steps back
     */
    void look(ProgressFacts facts, long now) {
        long passed = hasAnswer ? now - lastAnswer : 0;
        hasAnswer = true;
        lastAnswer = now;
        if (!brokerAnswers && passed >= ANEW_MS) {
            standing.clear();
            tried.clear();
        }
        long step = brokerAnswers ? Math.min(passed, LONGEST_STEP_MS) : 0;
        brokerAnswers = true;
        if (facts.state() != KafkaStreams.State.RUNNING && facts.state() != KafkaStreams.State.REBALANCING) {
            return; // It begins, or it ends: then its state says whether it is live.
        }
        watched += step;
        Map<String, Seen> still = standingStill(facts);
        standing.keySet().retainAll(still.keySet());
        still.forEach((place, seen) -> standing.merge(
                place,
                new Standing(watched, seen),
                (known, next) -> new Standing(known.since + (seen.pace == Pace.RESTORES ? step : 0), seen)));
        stalls = stuck();
    }

    private List<Stall> stuck() {
        Set<String> before = stalls.stream().map(Stall::place).collect(Collectors.toSet());
        List<Stall> stuck = new ArrayList<>();
        new TreeMap<>(standing).forEach((place, each) -> {
            long waited = watched - each.since;
            if (waited >= stallMs && (each.seen.pace == Pace.STANDS || before.contains(place))) {
                stuck.add(new Stall(place, each.seen.message + ", for " + waited / 1_000 + " s"));
            }
        });
        return List.copyOf(stuck);
    }

    /** The places where work waits and nothing has moved since the last look, each with what is to be said of it. */
    private Map<String, Seen> standingStill(ProgressFacts facts) {
        Set<Integer> moved = moved(facts);
        Set<Integer> restoring = restoring(facts.restored());
        Map<String, Seen> still = new TreeMap<>(threads(facts));
        still.putAll(inputs(facts, moved, restoring));
        still.putAll(writes(facts));
        still.putAll(timers(facts, restoring));
        return still;
    }

    /** Partitions of which some input's offset is another than at the last look. */
    private Set<Integer> moved(ProgressFacts facts) {
        Set<Integer> moved = new HashSet<>();
        facts.inputs().forEach((partition, input) -> {
            Long before = committed.put(partition, input.committed());
            if (before == null || before != input.committed()) {
                moved.add(partition.partition());
            }
        });
        offsets = Map.copyOf(committed);
        return moved;
    }

    /** Partitions of which a restore has moved since the last look. */
    private Set<Integer> restoring(Map<TopicPartition, Long> now) {
        Set<Integer> moving = now.entrySet().stream()
                .filter(each -> !Objects.equals(restored.get(each.getKey()), each.getValue()))
                .map(each -> each.getKey().partition())
                .collect(Collectors.toSet());
        restored = now;
        return moving;
    }

    private Map<String, Seen> threads(ProgressFacts facts) {
        Map<String, Seen> still = new HashMap<>();
        if (facts.threads().isEmpty()) {
            still.put("threads", new Seen("no stream thread is left", Pace.STANDS));
        }
        Set<String> names = new HashSet<>();
        for (StreamThread thread : facts.threads()) {
            names.add(thread.name());
            Double before = turns.put(thread.name(), thread.turns());
            if (before != null && before == thread.turns()) {
                String message = "stream thread " + thread.name() + " with partitions "
                        + new TreeSet<>(thread.partitions()) + " does not come back from a call";
                still.put("thread " + thread.name(), new Seen(message, Pace.STANDS));
            }
        }
        turns.keySet().retainAll(names);
        return still;
    }

    private Map<String, Seen> inputs(ProgressFacts facts, Set<Integer> moved, Set<Integer> restoring) {
        facts.threads().forEach(thread -> thread.partitions().forEach(each -> owned.put(each, watched)));
        owned.values().removeIf(last -> watched - last > LOST_MS);
        Map<Integer, List<String>> waiting = new TreeMap<>();
        facts.inputs().forEach((partition, input) -> {
            if (input.waiting() > 0) {
                waiting.computeIfAbsent(partition.partition(), key -> new ArrayList<>())
                        .add(waiting(partition, input));
            }
        });
        Map<String, Seen> still = new HashMap<>();
        waiting.forEach((partition, where) -> {
            if (owned.containsKey(partition) && !moved.contains(partition)) {
                String message = "partition " + partition + " takes nothing from "
                        + where.stream().sorted().collect(Collectors.joining(" and "));
                still.put(
                        "partition " + partition,
                        new Seen(message, restoring.contains(partition) ? Pace.RESTORES : Pace.STANDS));
            }
        });
        if (owned.isEmpty()
                && facts.state() == KafkaStreams.State.REBALANCING
                && !waiting.isEmpty()
                && moved.isEmpty()) {
            String message = "a rebalance does not end, while records wait on partitions " + waiting.keySet();
            still.put("rebalance", new Seen(message, restoring.isEmpty() ? Pace.STANDS : Pace.RESTORES));
        }
        return still;
    }

    private static String waiting(TopicPartition partition, Input input) {
        return partition + " (" + input.waiting() + " wait from offset " + input.committed() + ")";
    }

    /** Places that are written to without a commit; one that is not tried again for long has gone to another instance. */
    private Map<String, Seen> writes(ProgressFacts facts) {
        Map<String, Seen> still = new HashMap<>();
        Set<UncommittedWrites.Write> known = new HashSet<>();
        for (UncommittedWrites.Write write : facts.writes()) {
            known.add(write);
            long last = tried.computeIfAbsent(write, key -> watched);
            if (write.open() || watched - last < stallMs) {
                still.put(
                        // another beginning is another place
                        "write " + write.place() + "@" + write.since(),
                        new Seen(
                                "writes to " + write.place() + " are not committed",
                                write.open() ? Pace.STANDS : Pace.RESTS));
            }
        }
        tried.keySet().retainAll(known);
        return still;
    }

    private Map<String, Seen> timers(ProgressFacts facts, Set<Integer> restoring) {
        Instant before = served;
        served = facts.timersServedUntil().orElse(Instant.MIN);
        if (facts.timersServedUntil().isEmpty() || !served.equals(before)) {
            return Map.of();
        }
        String message = "timers that are due since " + served + " are not carried out";
        return Map.of("timers", new Seen(message, restoring.isEmpty() ? Pace.STANDS : Pace.RESTORES));
    }
}
