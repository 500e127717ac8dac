package dev.taskflow.state;

import dev.taskflow.rules.Flow;
import dev.taskflow.rules.Task;
import dev.taskflow.serde.UnreadableRecordException;
import java.util.function.Predicate;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one partition for queries: read-only, and safe for any thread over stores as Kafka Streams gives them to
 * queries. Two reads may see the rows before and after a change.
 */
public final class PartitionState {
    private final ReadOnlyKeyValueStore<String, byte[]> flowRows;
    private final ReadOnlyKeyValueStore<String, byte[]> taskRows;
    private final ReadOnlyKeyValueStore<Bytes, byte[]> ownerRows;
    private final FlowReader flows;
    private final TaskReader tasks;

    /**
     * Reads these stores.
     *
     * @param flows the rows of the store {@link StoreNames#FLOWS}
     * @param tasks the rows of the store {@link StoreNames#TASKS}
     * @param owners the rows of the store {@link StoreNames#OWNERS}
     */
    public PartitionState(
            ReadOnlyKeyValueStore<String, byte[]> flows,
            ReadOnlyKeyValueStore<String, byte[]> tasks,
            ReadOnlyKeyValueStore<Bytes, byte[]> owners) {
        this.flowRows = flows;
        this.taskRows = tasks;
        this.ownerRows = owners;
        this.flows = new FlowReader(flows);
        this.tasks = new TaskReader(tasks);
    }

    /**
     * The flow, or null if there is none.
     *
     * @throws UnreadableRecordException if its row cannot be read (X2)
     */
    public @Nullable Flow flow(String flowId) {
        return flows.get(flowId);
    }

    /**
     * The task, or null if there is none.
     *
     * @throws UnreadableRecordException if its row cannot be read (X2)
     */
    public @Nullable Task task(String flowId, String runId) {
        return tasks.get(flowId, runId);
    }

    /**
     * Shows the flow's tasks in the order of run ids until the visitor has had enough.
     *
     * @param afterRunId begins behind this run; null: begins with the first
     * @param visitor says whether to go on
     * @return whether the last task has been shown
     * @throws UnreadableRecordException if a row cannot be read (X2)
     */
    public boolean forEachTask(String flowId, @Nullable String afterRunId, Predicate<Task> visitor) {
        return tasks.forEach(flowId, afterRunId, visitor);
    }

    /** All flows in the order of their ids, as far as they can be read. To be closed. */
    public Rows<Flow> allFlows() {
        return new Rows<>(flowRows.all(), FlowReader::decode);
    }

    /** All tasks in the order of flow and run, as far as they can be read. To be closed. */
    public Rows<Task> allTasks() {
        return new Rows<>(taskRows.all(), TaskReader::decode);
    }

    /** The entries of the owner index in a span. To be closed. */
    public OwnerEntries owners(OwnerSpan span) {
        return OwnerEntries.of(ownerRows, span);
    }
}
