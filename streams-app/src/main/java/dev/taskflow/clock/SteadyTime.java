package dev.taskflow.clock;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.common.utils.Utils;

/**
 * A clock for Kafka Streams that never steps: it starts at the wall-clock time and goes on by the machine's monotonic clock. So a
 * wall clock that is set back stops no punctuator and no commit, and one that is set forward makes no time-out fire early.
 *
 * <p>Due times are stored, and read by other instances and after restarts. For that the clock must not stay away from the wall
 * clock for good: while they differ it goes up to a twentieth faster or slower, until they agree. A heartbeat time-out of 20 s is then
 * between 19 s and 21 s long. After a step of an hour they agree within 20 hours, or at once after a restart.
 *
 * <p>Safe for any thread.
 */
public final class SteadyTime implements Time {

    /** The clock goes faster or slower by one part in so many while it is away from the wall clock. */
    private static final long SLEW = 20;

    /** Closer than this to the wall clock is close enough, in milliseconds. */
    private static final long CLOSE_MS = 10;

    private final LongSupplier wallMs;
    private final LongSupplier nanos;
    private final long startNanos;
    private final AtomicLong latest = new AtomicLong(Long.MIN_VALUE);
    private final Object slewing = new Object();

    /** When {@link #offsetMs} was last looked at, in milliseconds of the monotonic clock since the start. */
    private volatile long lookedAt;

    private volatile long offsetMs;

    /**
     * @param wallMs the wall clock, in milliseconds since the epoch
     * @param nanos a monotonic clock, in nanoseconds since anything
     */
    public SteadyTime(LongSupplier wallMs, LongSupplier nanos) {
        this.wallMs = wallMs;
        this.nanos = nanos;
        this.startNanos = nanos.getAsLong();
        this.offsetMs = wallMs.getAsLong();
    }

    @Override
    public long milliseconds() {
        long progress = TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong() - startNanos);
        if (progress - lookedAt >= SLEW) {
            slew(progress);
        }
        long now = progress + offsetMs;
        // While the clock goes slower, or another thread was quicker: never back.
        long before = latest.get();
        return now <= before ? before : latest.accumulateAndGet(now, Math::max);
    }

    private void slew(long progress) {
        synchronized (slewing) {
            long elapsed = progress - lookedAt;
            if (elapsed < SLEW) {
                return; // another thread has just looked
            }
            long ahead = wallMs.getAsLong() - (progress + offsetMs);
            if (Math.abs(ahead) > CLOSE_MS) {
                long most = elapsed / SLEW;
                offsetMs += Math.max(-most, Math.min(most, ahead));
            }
            lookedAt = progress;
        }
    }

    @Override
    public long nanoseconds() {
        return nanos.getAsLong();
    }

    @Override
    public void sleep(long ms) {
        Utils.sleep(ms);
    }

    @Override
    public void waitObject(Object monitor, Supplier<Boolean> condition, long deadlineMs) throws InterruptedException {
        synchronized (monitor) {
            while (!condition.get()) {
                long left = deadlineMs - milliseconds();
                if (left <= 0) {
                    throw new TimeoutException("The condition was not met before the deadline.");
                }
                monitor.wait(left);
            }
        }
    }
}
