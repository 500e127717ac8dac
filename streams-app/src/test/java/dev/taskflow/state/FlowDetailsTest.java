package dev.taskflow.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.taskflow.rules.Flow;
import dev.taskflow.rules.Sweep;
import dev.taskflow.rules.Upkeep;
import dev.taskflow.serde.UnreadableRecordException;
import dev.taskflow.state.OpenStores.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Large details of flows, in rows of their own. */
class FlowDetailsTest {
    private static final String LARGE = "s".repeat(200 * 1024);
    private static final String DETAILS = "\0flow-1";
    private static final long LITTLE = 2 * 1024;

    @SuppressWarnings("NullAway.Init") // set before each test
    private OpenStores stores;

    @SuppressWarnings("NullAway.Init")
    private CountedStore counted;

    @SuppressWarnings("NullAway.Init")
    private KeyValueStore<String, byte[]> rows;

    /** Reads each flow from its rows. */
    @SuppressWarnings("NullAway.Init")
    private FlowStore flows;

    @BeforeEach
    void open(@TempDir Path directory) {
        stores = new OpenStores(Kind.IN_MEMORY, directory);
        counted = new CountedStore(stores.byText(StoreNames.FLOWS));
        rows = counted.store();
        flows = new FlowStore(rows);
    }

    @AfterEach
    void close() {
        stores.close();
    }

    @Test
    void aLargeFlowWithEveryFieldSetComesBack() {
        Flow flow = Samples.withState(Samples.fullFlow(), LARGE);
        Columns.assertAllSet(flow);

        flows.put(flow);

        assertThat(flows.get("flow-1")).isEqualTo(flow);
        assertThat(counted.writtenKeys()).containsExactly(DETAILS, "flow-1");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 10_000_000})
    void aChangeOfAnythingElseLeavesTheDetailsAlone(long cacheBytes) {
        FlowStore store = new FlowStore(rows, cacheBytes);
        Flow before = Samples.withState(Samples.fullFlow(), LARGE);
        store.put(null, before);
        counted.reset();

        Flow after = Samples.withUpkeep(before, reached(before, "another-run"));
        store.put(before, after);

        assertThat(counted.writtenKeys()).containsExactly("flow-1");
        assertThat(counted.writtenBytes()).isLessThan(LITTLE);
        assertThat(flows.get("flow-1")).isEqualTo(after);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 10_000_000})
    void aCallerThatDoesNotKnowWhatIsStoredWritesNoMore(long cacheBytes) {
        FlowStore store = new FlowStore(rows, cacheBytes);
        Flow before = Samples.withState(Samples.fullFlow(), LARGE);
        store.put(before);
        counted.reset();

        store.put(Samples.withUpkeep(before, reached(before, "another-run")));

        assertThat(counted.writtenKeys()).containsExactly("flow-1");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 10_000_000})
    void aChangeOfTheDetailsIsWritten(long cacheBytes) {
        FlowStore store = new FlowStore(rows, cacheBytes);
        Flow before = Samples.withState(Samples.fullFlow(), LARGE);
        Flow after = Samples.withState(before, LARGE + "!");
        store.put(null, before);

        store.put(before, after);

        assertThat(store.get("flow-1")).isEqualTo(after);
        assertThat(flows.get("flow-1")).isEqualTo(after);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 10_000_000})
    void aFlowThatShrinksHasOneRowAgainAndMayGrowOnceMore(long cacheBytes) {
        FlowStore store = new FlowStore(rows, cacheBytes);
        Flow large = Samples.withState(Samples.fullFlow(), LARGE);
        Flow small = Samples.fullFlow();
        store.put(null, large);

        store.put(large, small);
        assertThat(keys()).containsExactly("flow-1");
        assertThat(flows.get("flow-1")).isEqualTo(small);
        store.put(small, large);

        assertThat(keys()).containsExactly(DETAILS, "flow-1");
        assertThat(flows.get("flow-1")).isEqualTo(large);
    }

    @Test
    void aSmallFlowCostsOneRecordAndNothingElse() {
        Flow before = Samples.fullFlow();
        flows.put(null, before);
        flows.put(before, Samples.withUpkeep(before, Upkeep.NONE));

        assertThat(counted.writtenKeys()).containsExactly("flow-1", "flow-1");
        assertThat(counted.gets()).isZero();
    }

    @Test
    void aLargeRowOf01IsSplitWhenItIsWrittenNext() {
        Flow large = Samples.withState(Samples.fullFlow(), LARGE);
        rows.put("flow-1", ReleasedRows.flow(large, 1));
        Flow before = Objects.requireNonNull(flows.get("flow-1"));
        assertThat(Samples.withUpkeep(before, large.upkeep())).isEqualTo(large);
        Flow after = Samples.withUpkeep(before, Upkeep.NONE);

        flows.put(before, after);

        assertThat(flows.get("flow-1")).isEqualTo(after);
        assertThat(keys()).containsExactly(DETAILS, "flow-1");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 10_000_000})
    void removalTakesBothRows(long cacheBytes) {
        FlowStore store = new FlowStore(rows, cacheBytes);
        store.put(null, Samples.withState(Samples.fullFlow(), LARGE));
        store.put(null, Samples.bareFlow("flow-2", "acme", Samples.second(1)));

        store.remove("flow-1");
        store.remove("flow-2");

        assertThat(keys()).isEmpty();
        assertThat(counted.writtenKeys()).as("no tombstone for what never was").doesNotContain("\0flow-2");
    }

    @Test
    void anIteratorMeetsEachFlowOnceWithItsDetails() {
        Flow large = Samples.withState(Samples.fullFlow(), LARGE);
        Flow small = Samples.bareFlow("flow-2", "acme", Samples.second(1));
        flows.put(large);
        flows.put(small);
        new InputOffsets(rows).advance("flow-commands", "id", 3);

        assertThat(values(state().allFlows())).containsExactly(large, small);
        assertThat(values(state().allFlowsWithoutDetails()))
                .extracting(Flow::id, Flow::status, Flow::stateJson)
                .containsExactly(tuple("flow-1", large.status(), null), tuple("flow-2", small.status(), null));
    }

    enum Damage {
        MISSING,
        GARBAGE,
        OF_AN_EARLIER_CHANGE
    }

    @ParameterizedTest
    @EnumSource
    void X2_detailsThatCannotBeReadQuarantineTheFlow(Damage damage) {
        Flow flow = Samples.withState(Samples.fullFlow(), LARGE);
        flows.put(flow);
        switch (damage) {
            case MISSING -> rows.delete(DETAILS);
            case GARBAGE -> rows.put(DETAILS, new byte[] {1, 2, 3});
            case OF_AN_EARLIER_CHANGE ->
                rows.put(DETAILS, new FlowRows().detailRows().encode(new FlowRows().details(flow, 1)));
        }

        assertThatThrownBy(() -> flows.get("flow-1")).isInstanceOf(UnreadableRecordException.class);
        try (RowIterator<Flow> all = state().allFlows()) {
            assertThat(all.next()).satisfies(row -> {
                assertThat(row.flowId()).isEqualTo("flow-1");
                assertThat(row.value()).isEmpty();
                assertThat(row.fault()).contains("Cannot read a stored Flow");
            });
        }
        flows.remove("flow-1");
        assertThat(keys()).isEmpty();
    }

    @Test
    void aCopyThatHasTheDetailsOfAChangeAndNotYetItsRowIsRead() {
        Flow flow = Samples.withState(Samples.fullFlow(), LARGE);
        flows.put(flow);
        byte[] row = rows.get("flow-1");
        flows.put(Samples.withState(flow, "later" + LARGE));
        rows.put("flow-1", row);

        assertThat(state().flow("flow-1")).isEqualTo(Samples.withState(flow, "later" + LARGE));
    }

    private static Upkeep reached(Flow flow, String runId) {
        Upkeep upkeep = flow.upkeep();
        Sweep sweep = Objects.requireNonNull(upkeep.sweep());
        return new Upkeep(
                new Sweep(sweep.kind(), runId, sweep.reason(), sweep.ending(), sweep.dueAt()),
                upkeep.timersUntil(),
                upkeep.pruneAt(),
                upkeep.pauses());
    }

    private PartitionState state() {
        return new PartitionState(rows, stores.byText(StoreNames.TASKS), stores.byBytes(StoreNames.OWNERS));
    }

    private List<String> keys() {
        List<String> keys = new ArrayList<>();
        try (var all = rows.all()) {
            all.forEachRemaining(row -> keys.add(row.key));
        }
        return keys;
    }

    static <V> List<V> values(RowIterator<V> iterator) {
        List<V> values = new ArrayList<>();
        try (iterator) {
            for (RowIterator.Row<V> row = iterator.next(); row != null; row = iterator.next()) {
                values.add(row.value().orElseThrow());
            }
        }
        return values;
    }
}
