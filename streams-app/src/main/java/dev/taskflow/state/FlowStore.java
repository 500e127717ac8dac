package dev.taskflow.state;

import dev.taskflow.rules.Flow;
import dev.taskflow.serde.UnreadableRecordException;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Flows by flowId. */
public final class FlowStore {
    private final KeyValueStore<String, byte[]> rows;
    private final FlowReader reader;
    private final Recent<Flow> recent;

    /** Reads every flow from its row. */
    public FlowStore(KeyValueStore<String, byte[]> rows) {
        this(rows, new Recent<>(0));
    }

    /** @param recent those that are not read again; all that read or write the rows of one life of the store share it */
    public FlowStore(KeyValueStore<String, byte[]> rows, Recent<Flow> recent) {
        this.rows = rows;
        this.reader = new FlowReader(rows);
        this.recent = recent;
    }

    /**
     * The flow, or null if there is none.
     *
     * @throws UnreadableRecordException if its row cannot be read (X2)
     */
    public @Nullable Flow get(String flowId) {
        Flow known = recent.get(flowId);
        if (known != null) {
            return known;
        }
        byte[] row = reader.row(flowId);
        if (row == null) {
            return null;
        }
        Flow flow = FlowReader.decode(row);
        remember(flow, row);
        return flow;
    }

    private void remember(Flow flow, byte[] row) {
        recent.put(flow.id(), flow, row.length, flow.origin().labels().size());
    }

    /** Writes the flow's row. */
    public void put(Flow flow) {
        byte[] row = FlowReader.encode(flow);
        recent.remove(flow.id()); // Also if the row cannot be written.
        rows.put(flow.id(), row);
        if (!flow.isTerminal()) { // After its end hardly anything follows.
            remember(flow, row);
        }
    }

    /** All flows as they are now, whatever is written while they are read. To be closed. */
    public Rows<Flow> all() {
        return new Rows<>(rows.all(), FlowReader::decode);
    }

    /** Removes the flow's row. */
    public void remove(String flowId) {
        recent.remove(flowId);
        rows.delete(flowId);
    }
}
