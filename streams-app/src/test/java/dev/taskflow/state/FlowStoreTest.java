package dev.taskflow.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskflow.rules.CancelIntent;
import dev.taskflow.rules.Flow;
import dev.taskflow.serde.UnreadableRecordException;
import dev.taskflow.state.OpenStores.Kind;
import dev.taskflow.v1.FlowRecord;
import dev.taskflow.v1.TaskCounts;
import java.nio.file.Path;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Flows as rows. */
class FlowStoreTest {
    private static final FlowRows FORMAT = new FlowRows();

    @SuppressWarnings("NullAway.Init") // set before each test
    private OpenStores stores;

    @SuppressWarnings("NullAway.Init")
    private KeyValueStore<String, byte[]> rows;

    @SuppressWarnings("NullAway.Init")
    private FlowStore flows;

    @BeforeEach
    void open(@TempDir Path directory) {
        stores = new OpenStores(Kind.IN_MEMORY, directory);
        rows = stores.byText(StoreNames.FLOWS);
        flows = new FlowStore(rows);
    }

    @AfterEach
    void close() {
        stores.close();
    }

    @Test
    void aFlowWithEveryFieldSetComesBack() {
        Flow flow = Samples.fullFlow();
        Columns.assertAllSet(flow);

        flows.put(flow);

        assertThat(flows.get("flow-1")).isEqualTo(flow);
    }

    @Test
    void aFlowWithNothingSetComesBack() {
        Flow flow = Samples.bareFlow("flow-1", "acme", Samples.second(1));

        flows.put(flow);

        assertThat(flows.get("flow-1")).isEqualTo(flow);
    }

    @Test
    void aFlowThatIsRememberedIsWhatItsRowSays() {
        FlowStore remembering = new FlowStore(rows, 1_000_000);
        Flow flow = Samples.bareFlow("flow-1", "acme", Samples.second(1));

        remembering.put(flow);

        assertThat(remembering.get("flow-1")).isSameAs(flow).isEqualTo(flows.get("flow-1"));
        remembering.remove("flow-1");
        assertThat(remembering.get("flow-1")).isNull();
    }

    @Test
    void everyFieldIsInTheColumnOfItsName() {
        Flow flow = Samples.fullFlow();

        FlowRecord row = FORMAT.row(flow, 0);

        Columns.assertHolds(row, flow, flow.origin(), flow.waiting());
        assertThat(row.getCancelRequestedAt()).contains(Samples.second(4));
        assertThat(row.getCancelReason()).contains("cancel reason");
        assertThat(row.getCancelCommandId()).contains("command-2");
        assertThat(row.getTasks()).isEqualTo(new TaskCounts(28, 2, 3, 4, 5, 6, 8));
    }

    @Test
    void anIntentWithoutReasonAndCommandIsStillAnIntent() {
        FlowRecord row = FlowRecord.newBuilder(FORMAT.row(Samples.fullFlow(), 0))
                .setCancelReason(null)
                .setCancelCommandId(null)
                .build();

        Flow flow = FORMAT.value(row, null);

        assertThat(flow.cancelIntent()).isEqualTo(new CancelIntent(Samples.second(4), null, null));
    }

    @Test
    void aFlowThatWasNeverStoredIsNull() {
        flows.put(Samples.bareFlow("flow-1", "acme", Samples.second(1)));

        assertThat(flows.get("flow-2")).isNull();
    }

    @Test
    void X2_aRowThatCannotBeReadSaysSo() {
        rows.put("flow-1", new byte[] {1, 2, 3});

        assertThatThrownBy(() -> flows.get("flow-1")).isInstanceOf(UnreadableRecordException.class);
    }
}
