package dev.taskflow.topology;

import dev.taskflow.input.LogEnd;
import dev.taskflow.input.LogEnds;
import dev.taskflow.input.PolledInput;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Lets a timer that gives work up fire only after the partition's reports have been read to where they ended at the timer's due
 * time or later, however many come after. The broker is asked about once a second where they end; when everything below that has
 * been processed, transaction markers included, whatever was there when the broker was asked has been heard.
 *
 * <p>When no broker has answered for a while, workers could not deliver either: such timers then wait as long as that lasted, from
 * {@link #LEAST_WAIT} to {@link #LONGEST_WAIT}. For the stream task's thread, and for one life of it.
 */
final class ReportsReadGate implements TimerGate {
    /** How often the end is asked for at least, so that a silence of the brokers is noticed. */
    private static final long ASKED_EVERY_MS = Duration.ofSeconds(1).toMillis();

    /** Brokers that answer nothing for longer than this are away; thrice as long as between two questions. */
    private static final long SILENCE_MS = Duration.ofSeconds(3).toMillis();

    private static final long LEAST_WAIT = Duration.ofSeconds(10).toMillis();
    private static final long LONGEST_WAIT = Duration.ofSeconds(60).toMillis();

    /** Before any timer. */
    private static final Instant NEVER = Instant.ofEpochMilli(Long.MIN_VALUE);

    private final TopicPartition reports;
    private final LogEnds ends;
    private final PolledInput polled;

    /** The end that is waited for; null: none is. */
    private @Nullable LogEnd target;

    /** The latest answer that was looked at; null: there was none. */
    private @Nullable LogEnd latest;

    /** When the brokers were last known to answer. */
    private long silentSince;

    private long askedAt = Long.MIN_VALUE;

    /** Everything that was there at this time has been read. */
    private long readUntil = Long.MIN_VALUE;

    /** Until when timers wait because of a silence. */
    private long waitUntil = Long.MIN_VALUE;

    /** @param reports a partition of {@code task-events} */
    ReportsReadGate(TopicPartition reports, LogEnds ends, PolledInput polled) {
        this.reports = reports;
        this.ends = ends;
        this.polled = polled;
        this.latest = ends.latest(reports); // of a life before
        this.silentSince = ends.heardAtMs();
    }

    @Override
    public void look(Instant now) {
        long nowMs = now.toEpochMilli();
        LogEnd newest = ends.latest(reports);
        if (newest != null && !newest.equals(latest)) {
            noteSilence(nowMs);
            latest = newest;
            if (target == null) {
                target = newest;
            }
        }
        OptionalLong position = polled.position(reports);
        if (target != null && position.isPresent() && position.getAsLong() >= target.offset()) {
            readUntil = Math.max(readUntil, target.askedAtMs());
            target = latest != null && latest.askedAtMs() > readUntil ? latest : null;
        }
        if (askedAt == Long.MIN_VALUE || nowMs - askedAt >= ASKED_EVERY_MS) {
            ask(nowMs);
        }
    }

    /** By when answers are seen: one that took long was asked for in the silence. */
    private void noteSilence(long nowMs) {
        long silence = nowMs - silentSince;
        if (silence > SILENCE_MS) {
            waitUntil = Math.max(waitUntil, nowMs + Math.min(Math.max(silence, LEAST_WAIT), LONGEST_WAIT));
        }
        silentSince = nowMs;
    }

    private void ask(long nowMs) {
        askedAt = nowMs;
        ends.ask(reports);
    }

    @Override
    public Instant openUntil(Instant now) {
        if (readUntil == Long.MIN_VALUE || now.toEpochMilli() < waitUntil) {
            return NEVER;
        }
        return Instant.ofEpochMilli(Math.min(readUntil, now.toEpochMilli()));
    }

    @Override
    public void wanted(Instant now) {
        if (target == null && now.toEpochMilli() > askedAt) {
            ask(now.toEpochMilli());
        }
    }
}
