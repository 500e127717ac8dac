package dev.taskflow.cli.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A flow's events, each once and in order: first those that were, then those that come. A stream says at once that there is
 * something new; what it says is checked against the history, by the events' gapless numbers, so that nothing is missed
 * where a stream breaks, forgets or is refused. For use by one thread.
 */
public final class Watch implements AutoCloseable {

    private static final int PAGE = 500;
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final Api api;
    private final String events;
    private final String flow;
    private final Query query;
    private @Nullable EventStream stream;
    private boolean streamRefused;
    private boolean historyDue = true;
    private long lookAgainAt;
    private Optional<String> cursor = Optional.empty();
    private long last;
    private boolean ended;
    private boolean over;

    /** Does not ask yet. */
    public Watch(Api api, String flowId, Query query) {
        this.api = api;
        this.flow = Api.path("flows", flowId);
        this.events = Api.path("flows", flowId, "events");
        this.query = query;
    }

    /** Whether the flow has settled, and {@link #next} has given all up to that. */
    public boolean isOver() {
        return over;
    }

    /** What has become known, waiting at most so long for something. */
    public List<Shapes.Event> next(Duration within) {
        if (stream == null && !streamRefused) {
            open();
        }
        if (historyDue || (ended && System.nanoTime() >= lookAgainAt)) {
            return history();
        }
        return stream == null ? polled(within) : streamed(stream, within);
    }

    private void open() {
        try {
            stream = api.stream(events, query, Optional.empty());
            historyDue = true; // what happened until it was open
        } catch (Refused refused) {
            // Of the flow, and then the history is refused too; or of streams, and then the history will do.
            streamRefused = true;
        } catch (Unanswered notNow) {
            streamRefused = true;
        }
    }

    private List<Shapes.Event> history() {
        historyDue = false;
        lookAgainAt = System.nanoTime() + BETWEEN_LOOKS.toNanos();
        boolean terminal = new Shapes.Flow(api.get(flow, new Query())).terminal();
        List<Shapes.Event> found = new ArrayList<>();
        Optional<String> next = cursor;
        do {
            cursor = next;
            JsonNode page = api.get(events, query.copy().with("limit", PAGE).with("cursor", cursor.orElse(null)));
            Shapes.items(page, "events").map(Shapes.Event::new).forEach(event -> accept(event, found));
            next = Shapes.nextCursor(page);
        } while (next.isPresent() && !over);
        // State may be milliseconds ahead of the history, and a history may have lost its end to retention: one more
        // look.
        over = over || (terminal && ended);
        ended = terminal;
        return found;
    }

    private List<Shapes.Event> polled(Duration within) {
        long pause = Math.min(within.toNanos(), lookAgainAt - System.nanoTime());
        if (pause > 0) {
            try {
                TimeUnit.NANOSECONDS.sleep(pause);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new Unanswered("interrupted while watching", interrupted);
            }
        }
        historyDue = System.nanoTime() >= lookAgainAt;
        return List.of();
    }

    private List<Shapes.Event> streamed(EventStream from, Duration within) {
        List<Shapes.Event> found = new ArrayList<>();
        try {
            from.next(within).ifPresent(sent -> {
                Optional<Shapes.Event> event =
                        sent.json().map(Shapes.Event::new).filter(each -> each.sequence() > 0);
                if (event.isPresent() && event.get().sequence() <= last + 1) {
                    accept(event.get(), found);
                } else {
                    historyDue = true; // a reset, or a gap
                }
            });
        } catch (EventStream.Ended ended) {
            from.close();
            stream = null;
            // Not at once again: an instance that goes down ends all streams, and one that is overloaded does so early.
            streamRefused = true;
            historyDue = true;
        }
        return found;
    }

    private void accept(Shapes.Event event, List<Shapes.Event> found) {
        if (event.sequence() > last && !over) {
            last = event.sequence();
            found.add(event);
            over = event.settles();
        }
    }

    @Override
    public void close() {
        if (stream != null) {
            stream.close();
        }
    }
}
