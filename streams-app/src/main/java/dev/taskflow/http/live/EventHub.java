package dev.taskflow.http.live;

import dev.taskflow.http.exchange.EventSink;
import dev.taskflow.http.exchange.Problem;
import dev.taskflow.v1.FlowEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Hands each event to every client that may see it, and keeps the latest so that a client which comes back misses none. One
 * for all clients of an instance: their number costs no further consumer. Never waits for a client. Safe for any thread.
 */
public final class EventHub {
    private static final int KEPT = 10_000;

    /** Events may have large texts, so that their number alone bounds nothing. */
    private static final long KEPT_BYTES = 32L << 20;

    /** Characters that one catches up with at once; who has missed more is sent on and comes back for the rest. */
    private static final int CAUGHT_UP = 256 * 1024;

    private final Deque<LiveEvent> latest = new ArrayDeque<>();
    private final Map<Integer, Long> ends = new HashMap<>();
    private final Map<Integer, Long> forgotten = new HashMap<>();
    private final Set<Subscription> subscriptions = new LinkedHashSet<>();

    /** Those that came while nothing was read, with what they saw before. */
    private final Map<Subscription, Optional<EventPlaces>> waiting = new LinkedHashMap<>();

    private long latestBytes;
    private long lastWantedNanos = System.nanoTime();
    private boolean closed;

    /** Whether there is anybody to read for. */
    synchronized boolean isWanted() {
        return !waiting.isEmpty() || !subscriptions.isEmpty();
    }

    /**
     * Forgets everything if nobody has wanted an event for so long.
     *
     * @return true: nobody has; reading may end, and goes on with {@link #begin}
     */
    synchronized boolean restsAfter(Duration alone) {
        if (isWanted()) {
            lastWantedNanos = System.nanoTime();
            return false;
        }
        if (System.nanoTime() - lastWantedNanos < alone.toNanos()) {
            return false;
        }
        latest.clear();
        latestBytes = 0;
        ends.clear();
        forgotten.clear();
        return true;
    }

    /**
     * Where reading begins: events before are not known here.
     *
     * @param nextOffsets by partition the offset of the first event that will be published
     */
    public synchronized void begin(Map<Integer, Long> nextOffsets) {
        lastWantedNanos = System.nanoTime();
        nextOffsets.forEach((partition, next) -> {
            ends.put(partition, next - 1);
            forgotten.put(partition, next - 1);
        });
        Map<Subscription, Optional<EventPlaces>> all = new LinkedHashMap<>(waiting);
        waiting.clear();
        all.forEach(this::begin);
    }

    /**
     * By partition the first event that somebody who waits has missed; empty if one of them wants no event from before now, or
     * nobody waits.
     */
    synchronized Map<Integer, Long> missedByAllWhoWait() {
        Map<Integer, Long> first = new HashMap<>();
        for (Optional<EventPlaces> seen : waiting.values()) {
            if (seen.isEmpty()) {
                return Map.of();
            }
            seen.get().offsets().forEach((partition, offset) -> first.merge(partition, offset + 1, Math::min));
        }
        return first;
    }

    /**
     * An event has come in; for each partition in the order of offsets.
     *
     * @param bytes how long its record was
     */
    public synchronized void publish(int partition, long offset, int bytes, FlowEvent event) {
        ends.put(partition, offset);
        latest.addLast(new LiveEvent(partition, offset, bytes, event));
        latestBytes += bytes;
        while (latest.size() > KEPT || latestBytes > KEPT_BYTES) {
            LiveEvent oldest = latest.removeFirst();
            latestBytes -= oldest.bytes();
            forgotten.put(oldest.partition(), oldest.offset());
        }
        @Nullable EventPlaces now = null;
        for (Subscription each : subscriptions) {
            if (each.isNew(partition, offset) && each.wants(event)) {
                now = now == null ? new EventPlaces(ends) : now;
                each.sink().send(each.text(now, event));
            }
        }
    }

    /**
     * Lets every client see that the line is up, and proxies keep it. It also says how far the stream has come, so that one
     * which saw nothing for long can come back all the same. Ends the streams of those who may not come any more.
     */
    public void heartbeat() {
        // Outside of the lock: to find out whether a token is still good may take its time.
        for (Subscription each : current()) {
            if (!each.mayStay()) {
                remove(each);
                each.sink().close();
            }
        }
        synchronized (this) {
            EventPlaces now = new EventPlaces(ends);
            subscriptions.forEach(each -> each.sink().send("id: " + each.place(now) + "\n:\n\n"));
            waiting.keySet().forEach(each -> each.sink().send(":\n\n"));
        }
    }

    private synchronized List<Subscription> current() {
        List<Subscription> all = new ArrayList<>(subscriptions);
        all.addAll(waiting.keySet());
        return all;
    }

    /**
     * Begins a stream: at once if events are being read, else as soon as they are.
     *
     * @param lastEventId where the client was; empty: it begins now
     * @param viewer what it may see, and how
     * @return what ends it
     * @throws Problem if the id is not one of ours
     */
    public Runnable subscribe(Optional<String> lastEventId, StreamViewer viewer, EventSink sink) {
        Optional<EventPlaces> seen = lastEventId.map(EventPlaces::parse);
        synchronized (this) {
            if (closed) {
                sink.close();
                return () -> {};
            }
            Subscription subscription =
                    new Subscription(seen.map(EventPlaces::offsets).orElse(Map.of()), viewer, sink);
            if (ends.isEmpty()) {
                waiting.put(subscription, seen);
            } else {
                begin(subscription, seen);
            }
            return () -> remove(subscription);
        }
    }

    private void begin(Subscription subscription, Optional<EventPlaces> seen) {
        if (seen.isPresent() && !hasForgotten(seen.get())) {
            resume(subscription, seen.get());
            return;
        }
        subscription.beginNow();
        subscription
                .sink()
                .send("id: " + new EventPlaces(ends)
                        + (seen.isEmpty() ? "\n: begins now\n\n" : "\nevent: reset\ndata: {}\n\n"));
        subscriptions.add(subscription);
    }

    private boolean hasForgotten(EventPlaces seen) {
        return ends.keySet().stream()
                .anyMatch(partition ->
                        seen.offsets().getOrDefault(partition, -1L) < forgotten.getOrDefault(partition, -1L));
    }

    private void resume(Subscription subscription, EventPlaces seen) {
        EventSink sink = subscription.sink();
        Map<Integer, Long> places = new HashMap<>(seen.offsets());
        StringBuilder missed = new StringBuilder();
        for (LiveEvent live : latest) {
            if (live.offset() > places.getOrDefault(live.partition(), -1L)) {
                if (missed.length() >= CAUGHT_UP) {
                    sink.send(missed.toString());
                    sink.close();
                    return;
                }
                places.put(live.partition(), live.offset());
                if (subscription.wants(live.event())) {
                    missed.append(subscription.text(new EventPlaces(places), live.event()));
                }
            }
        }
        sink.send(
                missed.isEmpty()
                        ? "id: " + subscription.place(new EventPlaces(ends)) + "\n: nothing missed\n\n"
                        : missed.toString());
        subscriptions.add(subscription);
    }

    private synchronized void remove(Subscription subscription) {
        waiting.remove(subscription);
        subscriptions.remove(subscription);
    }

    /** How many streams there are. */
    public synchronized int size() {
        return subscriptions.size() + waiting.size();
    }

    /** Ends all streams; new ones end at once. */
    public synchronized void close() {
        closed = true;
        subscriptions.forEach(each -> each.sink().close());
        subscriptions.clear();
        waiting.keySet().forEach(each -> each.sink().close());
        waiting.clear();
    }
}
