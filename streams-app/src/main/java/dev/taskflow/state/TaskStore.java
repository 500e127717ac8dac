package dev.taskflow.state;

import dev.taskflow.rules.Task;
import dev.taskflow.serde.UnreadableRecordException;
import dev.taskflow.v1.TaskDetailsRecord;
import dev.taskflow.v1.TaskRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Tasks by flowId and runId. The key itself tells a replayed spawn (C3); a range lists a flow's tasks. */
public final class TaskStore {
    private final RowStore<Task, TaskRecord, TaskDetailsRecord> rows;
    private final TaskReader reader;

    /** Reads every task from its row. */
    public TaskStore(KeyValueStore<String, byte[]> rows) {
        this(rows, 0);
    }

    /** @param cacheBytes how much memory tasks may take that are not read again, in bytes; one object reads and writes all then */
    public TaskStore(KeyValueStore<String, byte[]> rows, long cacheBytes) {
        this.rows = new RowStore<>(rows, new TaskRows(), cacheBytes);
        this.reader = new TaskReader(rows, this.rows.reader());
    }

    /**
     * The task, or null if there is none.
     *
     * @throws UnreadableRecordException if a row of it cannot be read (X2)
     */
    public @Nullable Task get(String flowId, String runId) {
        return rows.get(RowKeys.task(flowId, runId));
    }

    /**
     * Writes as much of the task as has changed.
     *
     * @param before the task as it is stored; null: it is not
     */
    public void put(@Nullable Task before, Task after) {
        Task kept = TaskRows.kept(after);
        rows.put(before, kept, kept.isActive()); // After its end hardly anything follows.
    }

    /** Writes the task, and reads it first if need be, to know what has changed. */
    public void put(Task task) {
        Task kept = TaskRows.kept(task);
        rows.put(kept, kept.isActive());
    }

    /**
     * Shows the flow's tasks in the order of run ids until the visitor has had enough.
     *
     * @param afterRunId begins after this run; null: begins with the first
     * @param visitor says whether to go on
     * @return whether the last task has been shown
     * @throws UnreadableRecordException if a row cannot be read (X2)
     */
    public boolean forEach(String flowId, @Nullable String afterRunId, Predicate<Task> visitor) {
        return reader.forEach(flowId, afterRunId, visitor);
    }

    /**
     * Shows the flow's active tasks in the order of run ids until the visitor has had enough. Ended ones are passed over without
     * being decoded, which takes microseconds for each.
     *
     * @param afterRunId begins after this run; null: begins with the first
     * @param mostRows how many tasks are looked at, active or not; at least 1
     * @param visitor says whether to go on
     * @return the run that was looked at last; null: there is none after it
     * @throws UnreadableRecordException if a row that was not passed over cannot be read (X2)
     */
    public @Nullable String forEachActive(
            String flowId, @Nullable String afterRunId, int mostRows, Predicate<Task> visitor) {
        return reader.forEachActive(flowId, afterRunId, mostRows, visitor);
    }

    /**
     * Removes tasks of the flow, whether they can be read or not.
     *
     * @param most how many rows are removed; one more if the last one has details in a row of their own
     * @return whether none is left
     */
    public boolean remove(String flowId, int most) {
        List<KeyValue<String, Boolean>> hasDetails = new ArrayList<>();
        boolean last;
        try (KeyValueIterator<String, byte[]> found = reader.rowsOf(flowId)) {
            int removed = 0;
            while (removed < most && found.hasNext()) {
                KeyValue<String, byte[]> row = found.next();
                boolean two = TaskRows.mayHaveDetails(row.value);
                hasDetails.add(KeyValue.pair(row.key, two));
                removed += two ? 2 : 1;
            }
            last = !found.hasNext();
        }
        hasDetails.forEach(each -> rows.remove(each.key, each.value));
        return last;
    }
}
