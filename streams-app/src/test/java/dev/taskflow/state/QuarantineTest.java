package dev.taskflow.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.state.OpenStores.Kind;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** X2: a flow of which a row cannot be read is listed, and no other. */
class QuarantineTest {

    @Test
    void X2_flowsWithAnUnreadableRowAreListedWithWhatIsWrong(@TempDir Path directory) {
        try (OpenStores stores = new OpenStores(Kind.IN_MEMORY, directory)) {
            KeyValueStore<String, byte[]> flows = stores.byText(StoreNames.FLOWS);
            KeyValueStore<String, byte[]> tasks = stores.byText(StoreNames.TASKS);
            new FlowStore(flows).put(Samples.fullFlow());
            new TaskStore(tasks).put(Samples.bareTask("flow-1", "readable"));
            flows.put("torn", new byte[] {1, 2, 3});
            new TaskStore(tasks).put(Samples.bareTask("half", "good"));
            tasks.put("half\0bad", new byte[0]);

            Map<String, String> listed = Quarantine.flows(flows, tasks);

            assertThat(listed).containsOnlyKeys("half", "torn");
            assertThat(listed.get("torn")).contains("Cannot read a stored FlowRecord");
            assertThat(listed.get("half")).contains("Cannot read a stored TaskRecord");
        }
    }
}
