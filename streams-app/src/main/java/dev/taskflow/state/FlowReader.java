package dev.taskflow.state;

import dev.taskflow.rules.Flow;
import dev.taskflow.serde.StoredCodec;
import dev.taskflow.serde.UnreadableRecordException;
import dev.taskflow.v1.FlowRecord;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/** Reads flows by flowId. As safe for several threads as the store is. */
final class FlowReader {
    private static final StoredCodec<FlowRecord> CODEC = StoredCodec.of(FlowRecord.class);

    private final ReadOnlyKeyValueStore<String, byte[]> rows;

    FlowReader(ReadOnlyKeyValueStore<String, byte[]> rows) {
        this.rows = rows;
    }

    /**
     * The flow, or null if there is none.
     *
     * @throws UnreadableRecordException if its row cannot be read (X2)
     */
    @Nullable
    Flow get(String flowId) {
        byte[] row = row(flowId);
        return row == null ? null : decode(row);
    }

    byte @Nullable [] row(String flowId) {
        return rows.get(flowId);
    }

    /** @throws UnreadableRecordException if the row cannot be read (X2) */
    static Flow decode(byte[] row) {
        return FlowRows.toFlow(CODEC.decode(row));
    }

    static byte[] encode(Flow flow) {
        return CODEC.encode(FlowRows.toRecord(flow));
    }
}
