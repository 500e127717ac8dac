package dev.taskflow.client.worker;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Which dispatches were cancelled lately, for those that come after their cancel. Bounded in time and number. Thread-safe. */
final class CancelMemory {
    private record Remembered(String reason, long atNanos) {}

    private final int most;
    private final long nanos;
    private final LongSupplier nanoClock;

    /** Oldest first. */
    private final Map<String, Remembered> byDispatchId = new LinkedHashMap<>();

    CancelMemory(int most, Duration time, LongSupplier nanoClock) {
        this.most = most;
        this.nanos = time.toNanos();
        this.nanoClock = nanoClock;
    }

    synchronized void remember(String dispatchId, String reason) {
        byDispatchId.remove(dispatchId);
        byDispatchId.put(dispatchId, new Remembered(reason, nanoClock.getAsLong()));
        forgetOld();
    }

    /** The reason, empty text if none was given, of a cancel that is remembered. */
    synchronized Optional<String> reasonFor(String dispatchId) {
        forgetOld();
        return Optional.ofNullable(byDispatchId.get(dispatchId)).map(Remembered::reason);
    }

    private void forgetOld() {
        long now = nanoClock.getAsLong();
        Iterator<Remembered> oldestFirst = byDispatchId.values().iterator();
        while (oldestFirst.hasNext()) {
            Remembered oldest = oldestFirst.next();
            if (byDispatchId.size() <= most && now - oldest.atNanos() <= nanos) {
                return;
            }
            oldestFirst.remove();
        }
    }
}
