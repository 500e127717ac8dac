package dev.taskflow.query;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.jspecify.annotations.Nullable;

/**
 * Knows which stream threads still have a place in the consumer group. One that the group has not answered for the session
 * time-out may have lost its partitions to another instance without knowing: its stores can be read, and are no longer current.
 *
 * <p>Goes by what Kafka's clients count, whatever the group protocol: {@code heartbeat-total}, {@code join-total} and {@code sync-total}
 * grow with each answer ({@code last-heartbeat-seconds-ago} says when one was sent). An answer after a silence may be that the member
 * was removed. The thread learns of that in its next poll and gives its partitions up there, so after a silence it must have polled, from
 * begin to end, before it counts again. A thread that does not poll for {@code max.poll.interval.ms} leaves the group by itself.
 *
 * <p>Safe for any thread. Looks in a daemon thread of its own.
 */
public final class GroupContact implements AutoCloseable {
    private static final String COORDINATOR = "consumer-coordinator-metrics";
    private static final String STREAM_THREAD = "stream-thread-metrics";
    private static final String CONSUMER_SUFFIX = "-consumer";

    /** So many looks in a session time-out. */
    private static final int LOOKS = 12;

    private static final long MOST_NANOS_BETWEEN_LOOKS = TimeUnit.SECONDS.toNanos(1);

    /** The poll under way may have begun before the answer; the one after it has not. */
    private static final double FULL_POLL = 2;

    private final Supplier<? extends Map<MetricName, ? extends Metric>> metrics;
    private final LongSupplier nanoTime;
    private final long longestSilence;
    private final long longestBetweenPolls;
    private final @Nullable ScheduledExecutorService looks;
    private volatile Map<String, Contact> threads = Map.of();
    private long lookedAt;

    /**
     * As known of one stream thread.
     *
     * @param answers how many the group has given
     * @param isHeard whether there was one
     * @param heardAt before the last of them, in nanoseconds
     * @param trustedFrom after so many polls the thread counts
     * @param polls so many have ended
     * @param polledAt before the last of them ended, in nanoseconds
     */
    private record Contact(
            double answers, boolean isHeard, long heardAt, double trustedFrom, double polls, long polledAt) {}

    private static final class Counts {
        private double answers;
        private double polls;
    }

    /**
     * Begins to look.
     *
     * @param metrics of Kafka Streams and its clients
     * @param sessionTimeout after which the group removes a silent member
     * @param maxPollInterval after which a member leaves that does not poll
     */
    public static GroupContact watching(
            Supplier<? extends Map<MetricName, ? extends Metric>> metrics,
            Duration sessionTimeout,
            Duration maxPollInterval) {
        ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "taskflow-group-contact");
            thread.setDaemon(true);
            return thread;
        });
        GroupContact contact = new GroupContact(metrics, System::nanoTime, sessionTimeout, maxPollInterval, looks);
        long pause = Math.min(MOST_NANOS_BETWEEN_LOOKS, sessionTimeout.toNanos() / LOOKS);
        var unused = looks.scheduleWithFixedDelay(contact::look, 0, pause, TimeUnit.NANOSECONDS);
        return contact;
    }

    GroupContact(
            Supplier<? extends Map<MetricName, ? extends Metric>> metrics,
            LongSupplier nanoTime,
            Duration sessionTimeout,
            Duration maxPollInterval,
            @Nullable ScheduledExecutorService looks) {
        this.metrics = metrics;
        this.nanoTime = nanoTime;
        this.longestSilence = sessionTimeout.toNanos();
        this.longestBetweenPolls = maxPollInterval.toNanos();
        this.looks = looks;
        this.lookedAt = nanoTime.getAsLong();
    }

    /** Whether the group has answered this stream thread within the session time-out, and it still counts as its member. */
    public boolean isMember(String streamThread) {
        Contact contact = threads.get(streamThread);
        if (contact == null || !contact.isHeard) {
            return false;
        }
        long now = nanoTime.getAsLong();
        return now - contact.heardAt < longestSilence
                && contact.polls >= contact.trustedFrom
                && now - contact.polledAt < longestBetweenPolls;
    }

    /** Compares what is counted with the look before. An answer between two looks counts from the first of them. */
    synchronized void look() {
        long now = nanoTime.getAsLong();
        Map<String, Contact> after = new HashMap<>();
        counts().forEach((thread, counts) -> after.put(thread, next(threads.get(thread), counts, now)));
        threads = Map.copyOf(after);
        lookedAt = now;
    }

    private Contact next(@Nullable Contact before, Counts counts, long now) {
        if (before == null) {
            return new Contact(counts.answers, counts.answers > 0, lookedAt, 0, counts.polls, lookedAt);
        }
        boolean isAnswered = counts.answers > before.answers;
        boolean wasSilent = before.isHeard && now - before.heardAt >= longestSilence;
        return new Contact(
                counts.answers,
                before.isHeard || isAnswered,
                isAnswered ? lookedAt : before.heardAt,
                isAnswered && wasSilent ? counts.polls + FULL_POLL : before.trustedFrom,
                counts.polls,
                counts.polls > before.polls ? lookedAt : before.polledAt);
    }

    private Map<String, Counts> counts() {
        Map<MetricName, ? extends Metric> all = metrics.get();
        Map<String, Counts> counts = new HashMap<>();
        // First the answers: a poll that is counted with an answer it has not seen must not be trusted.
        all.forEach((name, metric) -> {
            String client = name.tags().getOrDefault("client-id", "");
            if (name.group().equals(COORDINATOR) && client.endsWith(CONSUMER_SUFFIX) && isAnswer(name.name())) {
                String thread = client.substring(0, client.length() - CONSUMER_SUFFIX.length());
                counts.computeIfAbsent(thread, none -> new Counts()).answers += value(metric);
            }
        });
        all.forEach((name, metric) -> {
            Counts of = counts.get(name.tags().getOrDefault("thread-id", ""));
            if (of != null && name.group().equals(STREAM_THREAD) && name.name().equals("poll-total")) {
                of.polls = value(metric);
            }
        });
        return counts;
    }

    private static boolean isAnswer(String name) {
        return name.equals("heartbeat-total") || name.equals("join-total") || name.equals("sync-total");
    }

    private static double value(Metric metric) {
        return metric.metricValue() instanceof Double count && !count.isNaN() ? count : 0;
    }

    /** Looks no more. */
    @Override
    public void close() {
        if (looks != null) {
            looks.shutdownNow();
        }
    }
}
