package dev.taskflow.http.live;

import dev.taskflow.http.exchange.EventSink;
import dev.taskflow.v1.FlowEvent;
import java.util.HashMap;
import java.util.Map;

/**
 * One client's stream. It may have come from an instance that is further than this one: what it saw there it does not see
 * again. Guarded by the hub, but for {@link #mayStay}.
 */
final class Subscription {
    /** Where the client was, of the partitions that are not read so far here yet. */
    private final Map<Integer, Long> ahead;

    private final StreamViewer viewer;
    private final EventSink sink;

    /** @param seen what the client saw before: by partition the last offset */
    Subscription(Map<Integer, Long> seen, StreamViewer viewer, EventSink sink) {
        this.ahead = new HashMap<>(seen);
        this.viewer = viewer;
        this.sink = sink;
    }

    /** Where it was cannot be told any more. */
    void beginNow() {
        ahead.clear();
    }

    EventSink sink() {
        return sink;
    }

    boolean mayStay() {
        return viewer.mayStay().getAsBoolean();
    }

    boolean wants(FlowEvent event) {
        return viewer.wanted().test(event);
    }

    boolean isNew(int partition, long offset) {
        return ahead.isEmpty() || offset > ahead.getOrDefault(partition, -1L);
    }

    String text(EventPlaces now, FlowEvent event) {
        // JSON has no line break of its own: control characters are escaped in it.
        return "id: " + place(now) + "\nevent: " + event.getType() + "\ndata: "
                + viewer.json().apply(event) + "\n\n";
    }

    /** How far the client has come when this instance has come so far. */
    EventPlaces place(EventPlaces now) {
        ahead.entrySet().removeIf(each -> each.getValue() <= now.offsets().getOrDefault(each.getKey(), -1L));
        if (ahead.isEmpty()) {
            return now;
        }
        Map<Integer, Long> furthest = new HashMap<>(now.offsets());
        furthest.putAll(ahead);
        return new EventPlaces(furthest);
    }
}
