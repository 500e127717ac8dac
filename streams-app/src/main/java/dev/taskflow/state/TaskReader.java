package dev.taskflow.state;

import dev.taskflow.rules.Task;
import dev.taskflow.serde.UnreadableRecordException;
import dev.taskflow.v1.TaskDetailsRecord;
import dev.taskflow.v1.TaskRecord;
import java.util.function.Predicate;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/** Shows the tasks of a flow one after the other. As safe for several threads as the store is. */
final class TaskReader {
    private final ReadOnlyKeyValueStore<String, byte[]> rows;
    private final RowReader<Task, TaskRecord, TaskDetailsRecord> reader;

    TaskReader(ReadOnlyKeyValueStore<String, byte[]> rows, RowReader<Task, TaskRecord, TaskDetailsRecord> reader) {
        this.rows = rows;
        this.reader = reader;
    }

    /**
     * Shows the flow's tasks in the order of run ids until the visitor has had enough.
     *
     * @param afterRunId begins after this run; null: begins with the first
     * @param visitor says whether to go on
     * @return whether the last task has been shown
     * @throws UnreadableRecordException if a row cannot be read (X2)
     */
    boolean forEach(String flowId, @Nullable String afterRunId, Predicate<Task> visitor) {
        try (KeyValueIterator<String, byte[]> found = rowsOf(flowId, afterRunId)) {
            while (found.hasNext()) {
                if (!isWanted(found.next(), visitor)) {
                    return !found.hasNext();
                }
            }
        }
        return true;
    }

    /**
     * Shows the flow's active tasks in the order of run ids until the visitor has had enough. Ended ones are passed over without
     * being decoded.
     *
     * @param afterRunId begins after this run; null: begins with the first
     * @param mostRows how many tasks are looked at, active or not
     * @param visitor says whether to go on
     * @return the run that was looked at last; null: there is none after it
     * @throws UnreadableRecordException if a row that was not passed over cannot be read (X2)
     */
    @Nullable
    String forEachActive(String flowId, @Nullable String afterRunId, int mostRows, Predicate<Task> visitor) {
        Predicate<Task> ofActive = task -> !task.isActive() || visitor.test(task);
        try (KeyValueIterator<String, byte[]> found = rowsOf(flowId, afterRunId)) {
            int looked = 0;
            while (found.hasNext()) {
                KeyValue<String, byte[]> row = found.next();
                looked++;
                boolean goesOn = TaskRows.isEnded(row.value) || isWanted(row, ofActive);
                if (!goesOn || looked >= mostRows) {
                    return found.hasNext() ? RowKeys.runId(row.key) : null;
                }
            }
        }
        return null;
    }

    private boolean isWanted(KeyValue<String, byte[]> row, Predicate<Task> visitor) {
        Task task = reader.read(row.key, row.value);
        return task == null || visitor.test(task);
    }

    /** All rows of a flow's tasks, without those of their details. */
    KeyValueIterator<String, byte[]> rowsOf(String flowId) {
        return rowsOf(flowId, null);
    }

    private KeyValueIterator<String, byte[]> rowsOf(String flowId, @Nullable String afterRunId) {
        String from = afterRunId == null ? RowKeys.beforeTasks(flowId) : RowKeys.afterTask(flowId, afterRunId);
        return rows.range(from, RowKeys.afterTasks(flowId));
    }
}
