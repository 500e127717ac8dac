package dev.taskflow.state;

import dev.taskflow.rules.Flow;
import dev.taskflow.serde.UnreadableRecordException;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Flows by flowId. */
public final class FlowStore {
    private final KeyValueStore<String, byte[]> rows;
    private final FlowReader reader;

    public FlowStore(KeyValueStore<String, byte[]> rows) {
        this.rows = rows;
        this.reader = new FlowReader(rows);
    }

    /**
     * The flow, or null if there is none.
     *
     * @throws UnreadableRecordException if its row cannot be read (X2)
     */
    public @Nullable Flow get(String flowId) {
        return reader.get(flowId);
    }

    /** Writes the flow's row. */
    public void put(Flow flow) {
        rows.put(flow.id(), FlowReader.encode(flow));
    }

    /** All flows as they are now, whatever is written while they are read. To be closed. */
    public Rows<Flow> all() {
        return new Rows<>(rows.all(), FlowReader::decode);
    }

    /** Removes the flow's row. */
    public void remove(String flowId) {
        rows.delete(flowId);
    }
}
