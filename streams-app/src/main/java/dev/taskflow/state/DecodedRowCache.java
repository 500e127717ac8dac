package dev.taskflow.state;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The decoded rows of a store that were read or written last: the inputs of a flow come one after the other, and each would
 * read and decode the flow anew. Bounded by an estimate of the memory that they take. For the one thread that uses the store,
 * and for one life of it: what a rolled back transaction wrote must not be found here.
 *
 * @param <V> immutable
 */
final class DecodedRowCache<V> {
    /** The memory of an entry without its texts: nodes, objects and their fields. Bytes, estimated. */
    private static final int ENTRY_BYTES = 1_000;

    /** The memory of an entry of a map in it without its texts. Bytes, estimated. */
    private static final int MAP_ENTRY_BYTES = 130;

    /** A text takes up to twice its encoded length. */
    private static final int BYTES_PER_ROW_BYTE = 2;

    private final long mostBytes;
    private final Map<String, Entry<V>> entries = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    private record Entry<V>(V value, long bytes) {}

    /** @param mostBytes how much memory they may take, in bytes; 0: nothing is kept */
    DecodedRowCache(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** The decoded row, or null if it is not here. */
    @Nullable
    V get(String key) {
        Entry<V> entry = entries.get(key);
        return entry == null ? null : entry.value();
    }

    /**
     * Keeps it, unless it is larger than all the room.
     *
     * @param rowBytes the length of key and rows that it was decoded from, or encoded to
     * @param mapEntries how many entries its maps have
     */
    void put(String key, V value, int rowBytes, int mapEntries) {
        remove(key);
        long taken = ENTRY_BYTES + (long) BYTES_PER_ROW_BYTE * rowBytes + (long) MAP_ENTRY_BYTES * mapEntries;
        if (taken > mostBytes) {
            return;
        }
        entries.put(key, new Entry<>(value, taken));
        bytes += taken;
        Iterator<Entry<V>> longestUnused = entries.values().iterator();
        while (bytes > mostBytes) {
            bytes -= longestUnused.next().bytes();
            longestUnused.remove();
        }
    }

    void remove(String key) {
        Entry<V> entry = entries.remove(key);
        if (entry != null) {
            bytes -= entry.bytes();
        }
    }
}
