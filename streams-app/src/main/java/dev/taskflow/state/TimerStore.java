package dev.taskflow.state;

import dev.taskflow.rules.Timer;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Timers in the order in which they are due. Each group is gone through by a scan of its own that goes on where it ended, so one
 * that waits holds up no other, and no look walks over rows that were deleted long ago. For the stream task's thread, and for one
 * life of it.
 */
public final class TimerStore {
    private static final Logger LOG = LoggerFactory.getLogger(TimerStore.class);

    private final KeyValueStore<Bytes, byte[]> rows;
    private final Map<TimerGroup, TimerScan> scans = new EnumMap<>(TimerGroup.class);

    public TimerStore(KeyValueStore<Bytes, byte[]> rows) {
        this.rows = rows;
        for (TimerGroup group : TimerGroup.values()) {
            scans.put(group, new TimerScan(rows, group, this::removeUnreadable));
        }
    }

    /**
     * Sets a timer; setting an equal one again changes nothing. One that is due before the time up to which its group has been
     * served is met with the next look.
     */
    public void put(Timer timer) {
        Instant metAt = scan(timer).metAt(timer.dueAt());
        if (metAt.equals(timer.dueAt())) {
            Bytes key = TimerKeys.key(timer);
            scan(timer).set(key);
            rows.put(key, TimerKeys.value(timer));
        } else {
            putOff(timer, metAt);
        }
    }

    /** Removes a timer that has lost its meaning, if it is still there. */
    public void remove(Timer timer) {
        rows.delete(TimerKeys.key(timer));
    }

    /** Sets a timer that could not be carried out, to be met again at a later time as it is. */
    public void putOff(Timer timer, Instant until) {
        Bytes key = TimerKeys.key(timer, until);
        scan(timer).set(key);
        rows.put(key, TimerKeys.valueOfPutOff(timer));
    }

    /**
     * Finds timers of a group that are due at the given time or before, the longest due first, as many as asked for at most. They
     * stay until they are {@link #take taken}. A row that cannot be read is logged and removed: it would be met for ever (X2).
     */
    public List<DueTimer> due(TimerGroup group, Instant until, int most) {
        return scan(group).look(until, most);
    }

    /** Takes out a timer that was found; the next look begins after it. */
    public void take(DueTimer timer) {
        rows.delete(timer.key());
        scan(timer.timer()).passed(timer);
    }

    /**
     * Says that everything that the latest look at a group has found has been taken.
     *
     * @return whether that was all that is due
     */
    public boolean isServed(TimerGroup group) {
        TimerScan scan = scan(group);
        scan.passedAll();
        return scan.isThrough();
    }

    private TimerScan scan(Timer timer) {
        return scan(TimerGroup.of(timer.kind()));
    }

    private TimerScan scan(TimerGroup group) {
        return Objects.requireNonNull(scans.get(group));
    }

    private void removeUnreadable(Bytes key) {
        LOG.atError()
                .setMessage("A stored timer cannot be read and is removed")
                .addKeyValue("key", key)
                .log();
        rows.delete(key);
    }
}
