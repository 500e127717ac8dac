package dev.taskflow.state;

import dev.taskflow.rules.Flow;
import dev.taskflow.serde.StoredCodec;
import dev.taskflow.serde.UnreadableRecordException;
import dev.taskflow.v1.FlowRecord;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Flows by flowId. */
public final class FlowStore {
    private final KeyValueStore<String, byte[]> rows;
    private final StoredCodec<FlowRecord> codec;

    public FlowStore(KeyValueStore<String, byte[]> rows) {
        this.rows = rows;
        this.codec = StoredCodec.of(FlowRecord.class);
    }

    /**
     * The flow, or null if there is none.
     *
     * @throws UnreadableRecordException if its row cannot be read (X2)
     */
    public @Nullable Flow get(String flowId) {
        byte[] row = rows.get(flowId);
        return row == null ? null : FlowRows.toFlow(codec.decode(row));
    }

    /** Writes the flow's row. */
    public void put(Flow flow) {
        rows.put(flow.id(), codec.encode(FlowRows.toRecord(flow)));
    }

    /** Removes the flow's row. */
    public void remove(String flowId) {
        rows.delete(flowId);
    }
}
