package dev.taskflow.state;

import dev.taskflow.rules.Task;
import dev.taskflow.serde.UnreadableRecordException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Tasks by flowId and runId. The key itself tells a replayed spawn (C3); a range lists a flow's tasks. */
public final class TaskStore {
    private final KeyValueStore<String, byte[]> rows;
    private final TaskReader reader;
    private final Recent<Task> recent;

    /** Reads every task from its row. */
    public TaskStore(KeyValueStore<String, byte[]> rows) {
        this(rows, new Recent<>(0));
    }

    /** @param recent those that are not read again; all that read or write the rows of one life of the store share it */
    public TaskStore(KeyValueStore<String, byte[]> rows, Recent<Task> recent) {
        this.rows = rows;
        this.reader = new TaskReader(rows);
        this.recent = recent;
    }

    /**
     * The task, or null if there is none.
     *
     * @throws UnreadableRecordException if its row cannot be read (X2)
     */
    public @Nullable Task get(String flowId, String runId) {
        String key = TaskReader.key(flowId, runId);
        Task known = recent.get(key);
        if (known != null) {
            return known;
        }
        byte[] row = reader.row(key);
        if (row == null) {
            return null;
        }
        Task task = TaskReader.decode(row);
        remember(key, task, row);
        return task;
    }

    private void remember(String key, Task task, byte[] row) {
        recent.put(key, task, row.length, task.spec().getMetadata().size());
    }

    /** Writes the task's row. */
    public void put(Task task) {
        String key = TaskReader.key(task.flowId(), task.runId());
        Task kept = TaskRows.kept(task);
        byte[] row = TaskReader.encode(kept);
        recent.remove(key); // Also if the row cannot be written.
        rows.put(key, row);
        if (kept.isActive()) { // After its end hardly anything follows.
            remember(key, kept, row);
        }
    }

    /**
     * Shows the flow's tasks in the order of run ids until the visitor has had enough.
     *
     * @param afterRunId begins behind this run; null: begins with the first
     * @param visitor says whether to go on
     * @return whether the last task has been shown
     * @throws UnreadableRecordException if a row cannot be read (X2)
     */
    public boolean forEach(String flowId, @Nullable String afterRunId, Predicate<Task> visitor) {
        return reader.forEach(flowId, afterRunId, visitor);
    }

    /**
     * Removes tasks of the flow, whether they can be read or not, at most so many.
     *
     * @return whether none is left
     */
    public boolean remove(String flowId, int most) {
        List<String> keys = new ArrayList<>();
        boolean last;
        try (KeyValueIterator<String, byte[]> found = reader.rowsOf(flowId)) {
            while (keys.size() < most && found.hasNext()) {
                keys.add(found.next().key);
            }
            last = !found.hasNext();
        }
        for (String key : keys) {
            recent.remove(key);
            rows.delete(key);
        }
        return last;
    }
}
