package dev.taskflow.client.worker;

import java.util.LinkedHashMap;
import java.util.Map;

/** The last so many ids that were added. Not thread-safe. */
final class RecentIds {
    private final Map<String, Boolean> ids;

    RecentIds(int most) {
        ids = new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                return size() > most;
            }
        };
    }

    void add(String id) {
        ids.put(id, true);
    }

    boolean contains(String id) {
        return ids.containsKey(id);
    }
}
