package dev.taskflow.topology;

import java.time.Duration;

/**
 * Tells when a stream task that was started or moved has read the reports that came while it was away. Until then its timers
 * wait: a worker that has reported in time must not be given up because nobody has listened. Used by the task's thread.
 */
final class CatchUp {
    /** A report that is younger than this when it is read was not waiting. */
    private static final long FRESH_MS = Duration.ofSeconds(1).toMillis();

    /** Longer than a first poll takes. */
    private static final long QUIET_MS = Duration.ofSeconds(1).toMillis();

    /** Reports with wrong timestamps must not stop the timers for ever. */
    private static final long LONGEST_MS = Duration.ofMinutes(10).toMillis();

    private static final long NOT_YET = Long.MIN_VALUE;

    private final long begunAt;
    private boolean done;
    private long quietSince;
    private long latest = NOT_YET;

    /** @param begunAt when the stream task began, milliseconds since the epoch */
    CatchUp(long begunAt) {
        this.begunAt = begunAt;
        this.quietSince = begunAt;
    }

    /** Notes a report with this timestamp, in milliseconds since the epoch. */
    void heard(long timestamp) {
        latest = Math.max(latest, timestamp);
    }

    /** Whether timers may fire at this wall-clock time, in milliseconds since the epoch; true for ever once it was. */
    boolean isDoneAt(long now) {
        if (done) {
            return true;
        }
        if (latest != NOT_YET) {
            done = latest >= now - FRESH_MS;
            latest = NOT_YET;
            quietSince = now;
        }
        done = done || now - quietSince >= QUIET_MS || now - begunAt >= LONGEST_MS;
        return done;
    }
}
