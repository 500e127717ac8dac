package dev.taskflow.state;

import dev.taskflow.rules.Task;
import dev.taskflow.serde.StoredCodec;
import dev.taskflow.serde.UnreadableRecordException;
import dev.taskflow.v1.TaskRecord;
import java.util.function.Predicate;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/** Reads tasks by flowId and runId. As safe for several threads as the store is. */
final class TaskReader {
    /** In no legal id, so that no flow's keys are a prefix of another's. */
    private static final char SEPARATOR = '\0';

    /** Behind all keys of a flow, and before those of any other. */
    private static final char AFTER_SEPARATOR = '\1';

    private static final StoredCodec<TaskRecord> CODEC = StoredCodec.of(TaskRecord.class);

    private final ReadOnlyKeyValueStore<String, byte[]> rows;

    TaskReader(ReadOnlyKeyValueStore<String, byte[]> rows) {
        this.rows = rows;
    }

    /**
     * The task, or null if there is none.
     *
     * @throws UnreadableRecordException if its row cannot be read (X2)
     */
    @Nullable
    Task get(String flowId, String runId) {
        byte[] row = row(key(flowId, runId));
        return row == null ? null : decode(row);
    }

    byte @Nullable [] row(String key) {
        return rows.get(key);
    }

    /**
     * Shows the flow's tasks in the order of run ids until the visitor has had enough.
     *
     * @param afterRunId begins behind this run; null: begins with the first
     * @param visitor says whether to go on
     * @return whether the last task has been shown
     * @throws UnreadableRecordException if a row cannot be read (X2)
     */
    boolean forEach(String flowId, @Nullable String afterRunId, Predicate<Task> visitor) {
        String from = afterRunId == null ? flowId + SEPARATOR : key(flowId, afterRunId) + SEPARATOR;
        try (KeyValueIterator<String, byte[]> found = rows.range(from, flowId + AFTER_SEPARATOR)) {
            while (found.hasNext()) {
                if (!visitor.test(decode(found.next().value))) {
                    return !found.hasNext();
                }
            }
        }
        return true;
    }

    /** All rows of a flow. */
    KeyValueIterator<String, byte[]> rowsOf(String flowId) {
        return rows.range(flowId + SEPARATOR, flowId + AFTER_SEPARATOR);
    }

    /** @throws UnreadableRecordException if the row cannot be read (X2) */
    static Task decode(byte[] row) {
        return TaskRows.toTask(CODEC.decode(row));
    }

    static byte[] encode(Task task) {
        return CODEC.encode(TaskRows.toRecord(task));
    }

    /** The flow of a row's key, be it a flow's or a task's. */
    static String flowIdOf(String key) {
        int end = key.indexOf(SEPARATOR);
        return end < 0 ? key : key.substring(0, end);
    }

    static String key(String flowId, String runId) {
        return flowId + SEPARATOR + runId;
    }
}
