package dev.taskflow.state;

import dev.taskflow.rules.Task;
import dev.taskflow.serde.StoredCodec;
import dev.taskflow.serde.UnreadableRecordException;
import dev.taskflow.v1.TaskRecord;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Tasks by flowId and runId. The key itself tells a replayed spawn (C3); a prefix scan lists a flow's tasks. */
public final class TaskStore {
    /** In no legal id, so that no flow's keys are a prefix of another's. */
    private static final char SEPARATOR = '\0';

    private final KeyValueStore<String, byte[]> rows;
    private final StoredCodec<TaskRecord> codec;
    private final StringSerializer prefixes = new StringSerializer();

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
     * Shows every task of the flow in the order of run ids.
     *
     * @throws UnreadableRecordException if a row cannot be read (X2)
     */
    public void forEach(String flowId, Consumer<Task> visitor) {
        try (KeyValueIterator<String, byte[]> found = rows.prefixScan(flowId + SEPARATOR, prefixes)) {
            while (found.hasNext()) {
                visitor.accept(TaskRows.toTask(codec.decode(found.next().value)));
            }
        }
    }

    private static String key(String flowId, String runId) {
        return flowId + SEPARATOR + runId;
    }
}
