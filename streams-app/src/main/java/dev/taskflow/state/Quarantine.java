package dev.taskflow.state;

import dev.taskflow.serde.StoredCodec;
import dev.taskflow.serde.UnreadableRecordException;
import dev.taskflow.v1.FlowRecord;
import dev.taskflow.v1.TaskRecord;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * Lists the flows that are quarantined: those of which a row, their own or a task's, cannot be read (X2). It reads every row
 * of the stores, so it is for an audit. Safe for any thread over stores as Kafka Streams gives them to queries.
 */
public final class Quarantine {
    private Quarantine() {}

    /**
     * The quarantined flows with what is wrong, by flowId.
     *
     * @param flows the rows of the store {@link StoreNames#FLOWS}
     * @param tasks the rows of the store {@link StoreNames#TASKS}
     */
    public static Map<String, String> flows(
            ReadOnlyKeyValueStore<String, byte[]> flows, ReadOnlyKeyValueStore<String, byte[]> tasks) {
        Map<String, String> found = new TreeMap<>();
        collect(tasks, StoredCodec.of(TaskRecord.class), found);
        collect(flows, StoredCodec.of(FlowRecord.class), found);
        return found;
    }

    private static <T extends SpecificRecord> void collect(
            ReadOnlyKeyValueStore<String, byte[]> rows, StoredCodec<T> codec, Map<String, String> found) {
        try (KeyValueIterator<String, byte[]> all = rows.all()) {
            while (all.hasNext()) {
                KeyValue<String, byte[]> row = all.next();
                try {
                    codec.decode(row.value);
                } catch (UnreadableRecordException unreadable) {
                    found.put(TaskStore.flowIdOf(row.key), String.valueOf(unreadable.getMessage()));
                }
            }
        }
    }
}
