package dev.taskflow.http.live;

import dev.taskflow.http.exchange.EventSink;
import dev.taskflow.v1.FlowEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Hands each event to every client that may see it, and keeps the latest so that a client which comes back misses none. One
 * for all clients of an instance: their number costs no further consumer. Never waits for a client. Safe for any thread.
 */
public final class EventHub {
    private static final int KEPT = 10_000;

    private final Deque<LiveEvent> latest = new ArrayDeque<>();
    private final Map<Integer, Long> ends = new HashMap<>();
    private final Map<Integer, Long> forgotten = new HashMap<>();
    private final Set<Subscription> subscriptions = new LinkedHashSet<>();
    private boolean closed;

    private record Subscription(Predicate<FlowEvent> wanted, Function<FlowEvent, String> json, EventSink sink) {}

    /**
     * Where reading begins: events before are not known here.
     *
     * @param nextOffset the offset of the first event that will be published
     */
    public synchronized void begin(int partition, long nextOffset) {
        ends.put(partition, nextOffset - 1);
        forgotten.put(partition, nextOffset - 1);
    }

    /** An event has come in; for each partition in the order of offsets. */
    public synchronized void publish(int partition, long offset, FlowEvent event) {
        LiveEvent live = new LiveEvent(partition, offset, event);
        ends.put(partition, offset);
        latest.addLast(live);
        if (latest.size() > KEPT) {
            LiveEvent oldest = latest.removeFirst();
            forgotten.put(oldest.partition(), oldest.offset());
        }
        String id = new EventPlaces(ends).toString();
        for (Subscription each : subscriptions) {
            if (each.wanted.test(event)) {
                each.sink.send(text(id, event, each.json));
            }
        }
    }

    /** Lets every client see that the line is up, and proxies keep it. */
    public synchronized void heartbeat() {
        subscriptions.forEach(each -> each.sink.send(":\n\n"));
    }

    /**
     * Begins a stream.
     *
     * @param lastEventId where the client was; empty: it begins now
     * @param wanted what it may see and asks for
     * @param json how it sees it
     * @return what ends it
     * @throws dev.taskflow.http.exchange.Problem if the id is not one of ours
     */
    public Runnable subscribe(
            Optional<String> lastEventId,
            Predicate<FlowEvent> wanted,
            Function<FlowEvent, String> json,
            EventSink sink) {
        Optional<EventPlaces> seen = lastEventId.map(EventPlaces::parse);
        Subscription subscription = new Subscription(wanted, json, sink);
        synchronized (this) {
            if (closed) {
                sink.close();
                return () -> {};
            }
            String now = new EventPlaces(ends).toString();
            if (seen.isEmpty()) {
                sink.send("id: " + now + "\n: begins now\n\n");
            } else if (hasForgotten(seen.get())) {
                sink.send("id: " + now + "\nevent: reset\ndata: {}\n\n");
            } else {
                catchUp(seen.get(), subscription);
            }
            subscriptions.add(subscription);
        }
        return () -> remove(subscription);
    }

    private boolean hasForgotten(EventPlaces seen) {
        return ends.keySet().stream()
                .anyMatch(partition ->
                        seen.offsets().getOrDefault(partition, -1L) < forgotten.getOrDefault(partition, -1L));
    }

    private void catchUp(EventPlaces seen, Subscription subscription) {
        Map<Integer, Long> places = new HashMap<>(seen.offsets());
        List<String> missed = new ArrayList<>();
        for (LiveEvent live : latest) {
            if (live.offset() > places.getOrDefault(live.partition(), -1L)) {
                places.put(live.partition(), live.offset());
                if (subscription.wanted.test(live.event())) {
                    missed.add(text(new EventPlaces(places).toString(), live.event(), subscription.json));
                }
            }
        }
        subscription.sink.send(missed.isEmpty() ? ": nothing missed\n\n" : String.join("", missed));
    }

    private static String text(String id, FlowEvent event, Function<FlowEvent, String> json) {
        // JSON has no line break of its own: control characters are escaped in it.
        return "id: " + id + "\nevent: " + event.getType() + "\ndata: " + json.apply(event) + "\n\n";
    }

    private synchronized void remove(Subscription subscription) {
        subscriptions.remove(subscription);
    }

    /** How many streams there are. */
    public synchronized int size() {
        return subscriptions.size();
    }

    /** Ends all streams; new ones end at once. */
    public synchronized void close() {
        closed = true;
        subscriptions.forEach(each -> each.sink.close());
        subscriptions.clear();
    }
}
