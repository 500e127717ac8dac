package dev.taskflow.query;

import dev.taskflow.rules.Flow;
import dev.taskflow.rules.Task;
import dev.taskflow.state.FlowStore;
import dev.taskflow.state.InputOffsets;
import dev.taskflow.state.OpenStores;
import dev.taskflow.state.OwnerIndex;
import dev.taskflow.state.PartitionState;
import dev.taskflow.state.StoreNames;
import dev.taskflow.state.TaskStore;
import java.nio.file.Path;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/** One partition in Kafka Streams' own stores, written as the processor writes. */
final class TestPartition implements AutoCloseable {
    private final OpenStores stores;
    private final KeyValueStore<String, byte[]> flows;
    private final KeyValueStore<String, byte[]> tasks;
    private final KeyValueStore<Bytes, byte[]> owners;

    TestPartition(OpenStores.Kind kind, Path directory) {
        stores = new OpenStores(kind, directory);
        flows = stores.byText(StoreNames.FLOWS);
        tasks = stores.byText(StoreNames.TASKS);
        owners = stores.byBytes(StoreNames.OWNERS);
    }

    void put(Flow flow) {
        new FlowStore(flows).put(flow);
        new OwnerIndex(owners).add(flow);
    }

    void put(Task task) {
        new TaskStore(tasks).put(task);
    }

    /** Has the index point at nothing. */
    void dropRow(String flowId) {
        flows.delete(flowId);
    }

    void tearFlow(String flowId) {
        flows.put(flowId, new byte[] {1, 2, 3});
    }

    void tearDetails(String flowId) {
        flows.put('\0' + flowId, new byte[] {1, 2, 3});
    }

    /** Notes how far an input has been processed, beside the flows. */
    void advanceInput(String topic) {
        new InputOffsets(flows).advance(topic, "topic-id", 7);
    }

    void tearTask(String flowId, String runId) {
        tasks.put(flowId + '\0' + runId, new byte[0]);
    }

    PartitionState state() {
        return new PartitionState(flows, tasks, owners);
    }

    @Override
    public void close() {
        stores.close();
    }
}
