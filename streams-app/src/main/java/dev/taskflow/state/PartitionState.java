package dev.taskflow.state;

import dev.taskflow.rules.Flow;
import dev.taskflow.rules.Task;
import dev.taskflow.serde.UnreadableRecordException;
import dev.taskflow.v1.FlowDetailsRecord;
import dev.taskflow.v1.FlowRecord;
import dev.taskflow.v1.TaskDetailsRecord;
import dev.taskflow.v1.TaskRecord;
import java.util.function.Predicate;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one partition for queries: read-only, and safe for any thread over stores as Kafka Streams gives them to
 * queries. Two reads may see the rows before and after a change.
 */
public final class PartitionState {
    private final ReadOnlyKeyValueStore<Bytes, byte[]> ownerRows;
    private final RowReader<Flow, FlowRecord, FlowDetailsRecord> flows;
    private final RowReader<Task, TaskRecord, TaskDetailsRecord> tasks;
    private final TaskReader tasksOfFlows;

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
        this.ownerRows = owners;
        this.flows = new RowReader<>(flows, new FlowRows());
        this.tasks = new RowReader<>(tasks, new TaskRows());
        this.tasksOfFlows = new TaskReader(tasks, this.tasks);
    }

    /**
     * The flow, or null if there is none.
     *
     * @throws UnreadableRecordException if a row of it cannot be read (X2)
     */
    public @Nullable Flow flow(String flowId) {
        return valueOf(flows.get(flowId));
    }

    /**
     * The task, or null if there is none.
     *
     * @throws UnreadableRecordException if a row of it cannot be read (X2)
     */
    public @Nullable Task task(String flowId, String runId) {
        return valueOf(tasks.get(RowKeys.task(flowId, runId)));
    }

    private static <V> @Nullable V valueOf(@Nullable StoredValue<V> stored) {
        return stored == null ? null : stored.value();
    }

    /**
     * Shows the flow's tasks in the order of run ids until the visitor has had enough.
     *
     * @param afterRunId begins after this run; null: begins with the first
     * @param visitor says whether to go on
     * @return whether the last task has been shown
     * @throws UnreadableRecordException if a row cannot be read (X2)
     */
    public boolean forEachTask(String flowId, @Nullable String afterRunId, Predicate<Task> visitor) {
        return tasksOfFlows.forEach(flowId, afterRunId, visitor);
    }

    /** All flows in the order of their ids, as far as they can be read. To be closed. */
    public RowIterator<Flow> allFlows() {
        return flows.all();
    }

    /** The same without texts and labels of those where they are large, which have rows of their own. To be closed. */
    public RowIterator<Flow> allFlowsWithoutDetails() {
        return flows.allWithoutDetails();
    }

    /** All tasks in the order of flow and run, as far as they can be read. To be closed. */
    public RowIterator<Task> allTasks() {
        return tasks.all();
    }

    /** The entries of the owner index in a span. To be closed. */
    public OwnerEntries owners(OwnerSpan span) {
        return OwnerEntries.of(ownerRows, span);
    }
}
