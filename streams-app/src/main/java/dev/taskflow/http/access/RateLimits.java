package dev.taskflow.http.access;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** A token bucket for each caller: so many requests a second, and so many at once. Safe for any thread. */
public final class RateLimits {
    private static final int MAX_CALLERS = 10_000;
    private static final double NANOS_PER_SECOND = 1e9;

    private final double perSecond;
    private final double burst;
    private final LongSupplier nanos;

    /** The one not heard of for longest is forgotten: its bucket is full again long since, or soon. */
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > MAX_CALLERS;
        }
    };

    private static final class Bucket {
        double tokens;
        long filledAt;
    }

    /**
     * The same limits for every caller.
     *
     * @param burst so many at once
     * @param nanos a clock that never goes back, in nanoseconds
     */
    public RateLimits(double perSecond, double burst, LongSupplier nanos) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.nanos = nanos;
    }

    /**
     * Takes a request's place.
     *
     * @return 0 if there was one, else in how many seconds, at least 1, there will be
     */
    public synchronized int secondsUntilAllowed(String caller) {
        long now = nanos.getAsLong();
        Bucket bucket = buckets.computeIfAbsent(caller, newcomer -> {
            Bucket full = new Bucket();
            full.tokens = burst;
            full.filledAt = now;
            return full;
        });
        bucket.tokens = Math.min(burst, bucket.tokens + (now - bucket.filledAt) / NANOS_PER_SECOND * perSecond);
        bucket.filledAt = now;
        if (bucket.tokens >= 1) {
            bucket.tokens -= 1;
            return 0;
        }
        return Math.max(1, (int) Math.ceil((1 - bucket.tokens) / perSecond));
    }
}
