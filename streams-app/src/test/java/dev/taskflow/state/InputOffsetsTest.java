package dev.taskflow.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskflow.rules.Flow;
import dev.taskflow.serde.UnreadableRecordException;
import dev.taskflow.state.InputOffsets.Position;
import dev.taskflow.state.OpenStores.Kind;
import java.nio.file.Path;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How far inputs have been processed, as rows beside the flows. */
class InputOffsetsTest {
    @SuppressWarnings("NullAway.Init") // set before each test
    private OpenStores stores;

    @SuppressWarnings("NullAway.Init")
    private CountedStore counted;

    @SuppressWarnings("NullAway.Init")
    private KeyValueStore<String, byte[]> rows;

    @SuppressWarnings("NullAway.Init")
    private InputOffsets offsets;

    @BeforeEach
    void open(@TempDir Path directory) {
        stores = new OpenStores(Kind.ROCKSDB, directory);
        counted = new CountedStore(stores.byText(StoreNames.FLOWS));
        rows = counted.store();
        offsets = new InputOffsets(rows);
    }

    @AfterEach
    void close() {
        stores.close();
    }

    @Test
    void aTopicThatWasNeverReadHasNoPosition() {
        offsets.advance("flow-commands", "id-1", 5);

        assertThat(offsets.next("task-events")).isNull();
    }

    @Test
    void eachTopicHasItsOwnPositionThatOutlivesTheProcessor() {
        offsets.advance("flow-commands", "id-1", 5);
        offsets.advance("task-events", "id-2", 7);
        offsets.advance("flow-commands", "id-1", 6);

        assertThat(offsets.next("flow-commands")).isEqualTo(new Position("id-1", 6));
        InputOffsets afterwards = new InputOffsets(rows);
        assertThat(afterwards.next("flow-commands")).isEqualTo(new Position("id-1", 6));
        assertThat(afterwards.next("task-events")).isEqualTo(new Position("id-2", 7));
    }

    @Test
    void anotherTopicOfTheSameNameBeginsAnew() {
        offsets.advance("flow-commands", "id-1", 500);

        offsets.advance("flow-commands", "id-2", 1);

        assertThat(new InputOffsets(rows).next("flow-commands")).isEqualTo(new Position("id-2", 1));
    }

    @Test
    void theStoreIsAskedOnceForATopic() {
        for (int i = 0; i < 3; i++) {
            offsets.next("flow-commands");
            offsets.next("task-events");
        }

        assertThat(counted.gets()).isEqualTo(2);
    }

    @Test
    void noFlowIsShown() {
        Flow flow = Samples.bareFlow("flow-1", "acme", Samples.second(1));
        new FlowStore(rows).put(flow);
        offsets.advance("flow-commands", "id-1", 5);
        PartitionState state =
                new PartitionState(rows, stores.byText(StoreNames.TASKS), stores.byBytes(StoreNames.OWNERS));

        assertThat(FlowDetailsTest.values(state.allFlows())).containsExactly(flow);
        assertThat(FlowDetailsTest.values(state.allFlowsWithoutDetails())).containsExactly(flow);
        assertThat(FlowDetailsTest.values(new FlowStore(rows).allWithoutDetails()))
                .containsExactly(flow);
    }

    @Test
    void aRowThatCannotBeReadSaysSo() {
        offsets.advance("flow-commands", "id-1", 5);
        try (var all = rows.all()) {
            rows.put(all.next().key, new byte[] {1});
        }

        assertThatThrownBy(() -> new InputOffsets(rows).next("flow-commands"))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageContaining("InputOffsetRecord");
    }
}
