package dev.taskflow.state;

import dev.taskflow.rules.Flow;
import dev.taskflow.serde.UnreadableRecordException;
import dev.taskflow.v1.FlowDetailsRecord;
import dev.taskflow.v1.FlowRecord;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Flows by flowId. */
public final class FlowStore {
    private final RowStore<Flow, FlowRecord, FlowDetailsRecord> rows;

    /** Reads every flow from its row. */
    public FlowStore(KeyValueStore<String, byte[]> rows) {
        this(rows, 0);
    }

    /** @param cacheBytes how much memory flows may take that are not read again, in bytes; one object reads and writes all then */
    public FlowStore(KeyValueStore<String, byte[]> rows, long cacheBytes) {
        this.rows = new RowStore<>(rows, new FlowRows(), cacheBytes);
    }

    /**
     * The flow, or null if there is none.
     *
     * @throws UnreadableRecordException if a row of it cannot be read (X2)
     */
    public @Nullable Flow get(String flowId) {
        return rows.get(flowId);
    }

    /**
     * Writes as much of the flow as has changed.
     *
     * @param before the flow as it is stored; null: it is not
     */
    public void put(@Nullable Flow before, Flow after) {
        rows.put(before, after, !after.isTerminal()); // After its end hardly anything follows.
    }

    /** Writes the flow, and reads it first if need be, to know what has changed. */
    public void put(Flow flow) {
        rows.put(flow, !flow.isTerminal());
    }

    /**
     * All flows as they are now, whatever is written while they are read; without texts and labels of those where they are large,
     * which have rows of their own. To be closed.
     */
    public RowIterator<Flow> allWithoutDetails() {
        return rows.reader().allWithoutDetails();
    }

    /** Removes the flow. */
    public void remove(String flowId) {
        rows.remove(flowId);
    }
}
