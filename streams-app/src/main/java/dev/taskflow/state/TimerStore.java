package dev.taskflow.state;

import dev.taskflow.rules.Timer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Timers in the order in which they are due. */
public final class TimerStore {
    private static final Logger LOG = LoggerFactory.getLogger(TimerStore.class);

    private final KeyValueStore<Bytes, byte[]> rows;

    public TimerStore(KeyValueStore<Bytes, byte[]> rows) {
        this.rows = rows;
    }

    /** Sets a timer; setting an equal one again changes nothing. */
    public void put(Timer timer) {
        rows.put(TimerKeys.key(timer), TimerKeys.value(timer));
    }

    /** Takes out a timer that has lost its meaning, if it is still there. */
    public void remove(Timer timer) {
        rows.delete(TimerKeys.key(timer));
    }

    /** Sets a timer that could not be carried out, to be met again at a later time as it is. */
    public void putOff(Timer timer, Instant until) {
        rows.put(TimerKeys.key(timer, until), TimerKeys.valueOfPutOff(timer));
    }

    /**
     * Takes out the timers due at the given time or before, the longest due first, at most so many. A row that cannot be read
     * is logged and taken out too: it would be met again for ever (X2).
     *
     * @param behind begins behind the key that an earlier call has come to, and so does not look at what that has taken out
     *     again; null: begins with the first
     */
    public Due takeDue(Instant now, int most, @Nullable Bytes behind) {
        List<Timer> due = new ArrayList<>();
        List<Bytes> met = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> found = rows.range(behind, TimerKeys.endOf(now))) {
            while (due.size() < most && found.hasNext()) {
                KeyValue<Bytes, byte[]> row = found.next();
                met.add(row.key);
                Timer timer = TimerKeys.timer(row.key, row.value);
                if (timer != null) {
                    due.add(timer);
                } else {
                    LOG.atError()
                            .setMessage("A stored timer cannot be read and is removed")
                            .addKeyValue("key", row.key)
                            .log();
                }
            }
        }
        met.forEach(rows::delete);
        return new Due(due, met.isEmpty() ? behind : met.get(met.size() - 1));
    }

    /**
     * Timers that were taken out.
     *
     * @param reached the key of the last one; null: none has been taken out so far
     */
    public record Due(List<Timer> timers, @Nullable Bytes reached) {}
}
