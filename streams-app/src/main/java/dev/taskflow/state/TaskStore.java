package dev.taskflow.state;

import dev.taskflow.rules.Task;
import dev.taskflow.serde.StoredCodec;
import dev.taskflow.serde.UnreadableRecordException;
import dev.taskflow.v1.TaskRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Tasks by flowId and runId. The key itself tells a replayed spawn (C3); a range lists a flow's tasks. */
public final class TaskStore {
    /** In no legal id, so that no flow's keys are a prefix of another's. */
    private static final char SEPARATOR = '\0';

    /** Behind all keys of a flow, and before those of any other. */
    private static final char AFTER_SEPARATOR = '\1';

    private final KeyValueStore<String, byte[]> rows;
    private final StoredCodec<TaskRecord> codec;

    public TaskStore(KeyValueStore<String, byte[]> rows) {
        this.rows = rows;
        this.codec = StoredCodec.of(TaskRecord.class);
    }

    /**
     * The task, or null if there is none.
     *
     * @throws UnreadableRecordException if its row cannot be read (X2)
     */
    public @Nullable Task get(String flowId, String runId) {
        byte[] row = rows.get(key(flowId, runId));
        return row == null ? null : TaskRows.toTask(codec.decode(row));
    }

    /** Writes the task's row. */
    public void put(Task task) {
        rows.put(key(task.flowId(), task.runId()), codec.encode(TaskRows.toRecord(task)));
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
        String from = afterRunId == null ? flowId + SEPARATOR : key(flowId, afterRunId) + SEPARATOR;
        try (KeyValueIterator<String, byte[]> found = rows.range(from, flowId + AFTER_SEPARATOR)) {
            while (found.hasNext()) {
                if (!visitor.test(TaskRows.toTask(codec.decode(found.next().value)))) {
                    return !found.hasNext();
                }
            }
        }
        return true;
    }

    /**
     * Removes tasks of the flow, whether they can be read or not, at most so many.
     *
     * @return whether none is left
     */
    public boolean remove(String flowId, int most) {
        List<String> keys = new ArrayList<>();
        boolean last;
        try (KeyValueIterator<String, byte[]> found = rows.range(flowId + SEPARATOR, flowId + AFTER_SEPARATOR)) {
            while (keys.size() < most && found.hasNext()) {
                keys.add(found.next().key);
            }
            last = !found.hasNext();
        }
        keys.forEach(rows::delete);
        return last;
    }

    /** The flow of a row's key, be it a flow's or a task's. */
    static String flowIdOf(String key) {
        int end = key.indexOf(SEPARATOR);
        return end < 0 ? key : key.substring(0, end);
    }

    private static String key(String flowId, String runId) {
        return flowId + SEPARATOR + runId;
    }
}
