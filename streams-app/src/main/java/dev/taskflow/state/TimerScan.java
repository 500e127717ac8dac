package dev.taskflow.state;

import dev.taskflow.rules.Timer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the timers of one group in the order in which they are due, each time from where it ended: the rows that others
 * have deleted before that point are never walked over again. For the stream task's thread, and for one life of it.
 */
final class TimerScan {
    /** The rows that one look visits at most, those of other groups among them. */
    private static final int MOST_ROWS = 2_000;

    /** Later than any timer. */
    private static final Instant NEVER = Instant.MAX;

    private final KeyValueStore<Bytes, byte[]> rows;
    private final TimerGroup group;
    private final Consumer<Bytes> unreadable;

    /** All rows before it have been served; null: none have. */
    private @Nullable Bytes from;

    /** Where the latest look ended, if everything that it found is taken. */
    private @Nullable Bytes reached;

    /** The time of the latest look; null: there was none. */
    private @Nullable Instant looked;

    /** The first row after the end of the latest look, and of those that were set since. */
    private Instant ahead = NEVER;

    /** No timer is met before it; null: not known. Spares a look over the rows that were deleted before they were due. */
    private @Nullable Instant nextAt;

    /** The first of the rows that were set since the latest look and before its end; null: there are none. */
    private @Nullable Bytes again;

    private boolean through = true;

    /** Whether the latest look has met rows; else it says nothing of those ahead. */
    private boolean walked;

    TimerScan(KeyValueStore<Bytes, byte[]> rows, TimerGroup group, Consumer<Bytes> unreadable) {
        this.rows = rows;
        this.group = group;
        this.unreadable = unreadable;
    }

    /** Finds timers that are due at the given time or before, the longest due first, as many as asked for at most. */
    List<DueTimer> look(Instant until, int most) {
        through = true;
        walked = false;
        looked = until;
        if (again != null && (from == null || again.compareTo(from) < 0)) {
            from = again;
        }
        again = null;
        reached = from;
        if (nextAt != null && until.isBefore(nextAt)) {
            return List.of();
        }
        Bytes end = TimerKeys.endOf(until);
        if (from != null && from.compareTo(end) >= 0) {
            return List.of();
        }
        List<DueTimer> found = new ArrayList<>();
        List<Bytes> broken = new ArrayList<>();
        nextAt = null;
        ahead = NEVER;
        walked = true;
        try (KeyValueIterator<Bytes, byte[]> iterator = rows.range(from, null)) {
            for (int n = 0; through && iterator.hasNext(); n++) {
                KeyValue<Bytes, byte[]> row = iterator.next();
                if (row.key.compareTo(end) >= 0) {
                    ahead = TimerKeys.metAt(row.key);
                    break;
                }
                if (n == MOST_ROWS || found.size() == most) {
                    through = false;
                } else {
                    reached = TimerKeys.after(row.key);
                    visit(row, found, broken);
                }
            }
        }
        reached = through ? end : reached;
        broken.forEach(unreadable);
        if (found.isEmpty()) {
            passedAll();
        }
        return found;
    }

    private void visit(KeyValue<Bytes, byte[]> row, List<DueTimer> found, List<Bytes> broken) {
        Timer timer = TimerKeys.timer(row.key, row.value);
        if (timer == null) {
            broken.add(row.key);
        } else if (TimerGroup.of(timer.kind()) == group) {
            found.add(new DueTimer(row.key, timer, TimerKeys.metAt(row.key)));
        }
    }

    /** Notes that a row is set under a key. */
    void set(Bytes key) {
        if (reached != null && key.compareTo(reached) < 0 && (again == null || key.compareTo(again) < 0)) {
            again = key;
        }
        Instant metAt = TimerKeys.metAt(key);
        ahead = metAt.isBefore(ahead) ? metAt : ahead;
        if (nextAt != null && metAt.isBefore(nextAt)) {
            nextAt = metAt;
        }
    }

    /** Whether the latest look has seen all that was due. */
    boolean isThrough() {
        return through && again == null;
    }

    /** Goes on after a timer that has been served. */
    void passed(DueTimer timer) {
        from = TimerKeys.after(timer.key());
    }

    /** Goes on after everything that the latest look has seen. */
    void passedAll() {
        from = reached;
        if (walked && isThrough()) {
            nextAt = ahead;
        }
    }

    /**
     * When a timer is met that is set for the given time: then, or with the next look if that time has passed. A clock that stepped back
     * has been at later times before, so that only the latest look counts.
     */
    Instant metAt(Instant dueAt) {
        return looked != null && dueAt.isBefore(looked) ? looked : dueAt;
    }
}
