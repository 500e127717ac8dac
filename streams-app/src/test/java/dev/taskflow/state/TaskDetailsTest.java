package dev.taskflow.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskflow.rules.Task;
import dev.taskflow.rules.Timeouts;
import dev.taskflow.serde.UnreadableRecordException;
import dev.taskflow.state.OpenStores.Kind;
import dev.taskflow.v1.RetryPolicy;
import dev.taskflow.v1.TaskSpec;
import dev.taskflow.v1.TaskStatus;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Large details of tasks, in rows of their own. */
class TaskDetailsTest {
    private static final int LARGE = 200 * 1024;
    private static final String ROW = "flow-1\0run-1";
    private static final String DETAILS = "\0" + ROW;
    private static final long LITTLE = 2 * 1024;

    @SuppressWarnings("NullAway.Init") // set before each test
    private OpenStores stores;

    @SuppressWarnings("NullAway.Init")
    private CountedStore counted;

    @SuppressWarnings("NullAway.Init")
    private KeyValueStore<String, byte[]> rows;

    /** Reads each task from its rows. */
    @SuppressWarnings("NullAway.Init")
    private TaskStore tasks;

    @BeforeEach
    void open(@TempDir Path directory) {
        stores = new OpenStores(Kind.IN_MEMORY, directory);
        counted = new CountedStore(stores.byText(StoreNames.TASKS));
        rows = counted.store();
        tasks = new TaskStore(rows);
    }

    @AfterEach
    void close() {
        stores.close();
    }

    @Test
    void aLargeTaskWithEveryFieldSetComesBack() {
        Task task = large("run-1");
        Columns.assertAllSet(task);

        tasks.put(task);

        assertThat(tasks.get("flow-1", "run-1")).isEqualTo(task);
        assertThat(counted.writtenKeys()).containsExactly(DETAILS, ROW);
    }

    @Test
    void longTextsComeBackToo() {
        Task task = progressed(large("run-1"), "p".repeat(LARGE));

        tasks.put(task);

        assertThat(tasks.get("flow-1", "run-1")).isEqualTo(task);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 10_000_000})
    void aHeartbeatLeavesTheInputAlone(long cacheBytes) {
        TaskStore store = new TaskStore(rows, cacheBytes);
        Task before = large("run-1");
        store.put(null, before);
        counted.reset();

        Task after = progressed(before, "half of it");
        store.put(before, after);

        assertThat(counted.writtenKeys()).containsExactly(ROW);
        assertThat(counted.writtenBytes()).isLessThan(LITTLE);
        assertThat(tasks.get("flow-1", "run-1")).isEqualTo(after);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 10_000_000})
    void aLongTextIsWrittenWithTheInputOnceAndNotAgain(long cacheBytes) {
        TaskStore store = new TaskStore(rows, cacheBytes);
        Task before = large("run-1");
        Task longText = progressed(before, "p".repeat(LARGE));
        store.put(null, before);
        store.put(before, longText);
        counted.reset();

        Task after = Samples.changed(longText, longText.spec(), TaskStatus.QUEUED, longText.progressSummary());
        store.put(longText, after);

        assertThat(counted.writtenKeys()).containsExactly(ROW);
        assertThat(tasks.get("flow-1", "run-1")).isEqualTo(after);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 10_000_000})
    void theInputThatIsNotNeededAnyMoreTakesItsRowWithIt(long cacheBytes) {
        TaskStore store = new TaskStore(rows, cacheBytes);
        Task before = large("run-1");
        store.put(null, before);

        store.put(before, Samples.changed(before, before.spec(), TaskStatus.SUCCEEDED, null));

        assertThat(keys()).containsExactly(ROW);
    }

    @Test
    void aSmallTaskCostsOneRecordAndNothingElse() {
        Task before = Samples.fullTask();
        tasks.put(null, before);
        tasks.put(before, progressed(before, "half of it"));

        assertThat(counted.writtenKeys()).containsExactly(ROW, ROW);
        assertThat(counted.gets()).isZero();
    }

    @Test
    void aLargeRowOf01IsSplitWhenItIsWrittenNext() {
        rows.put(ROW, ReleasedRows.task(large("run-1"), 1));
        Task before = Objects.requireNonNull(tasks.get("flow-1", "run-1"));
        assertThat(before.spec()).isEqualTo(large("run-1").spec());
        assertThat(before.timeouts()).as("0.1 noted none").isEqualTo(Timeouts.NONE);
        Task after = progressed(before, "half of it");

        tasks.put(before, after);

        assertThat(tasks.get("flow-1", "run-1")).isEqualTo(after);
        assertThat(keys()).containsExactly(DETAILS, ROW);
    }

    @Test
    void aWalkMeetsEachTaskOnceAndGoesOnAfterOneWithDetails() {
        for (String runId : List.of("a", "b", "b-1", "c")) {
            tasks.put(large(runId));
        }
        tasks.put(Samples.bareTask("flow-1", "b0"));

        assertThat(runIds(null)).containsExactly("a", "b", "b-1", "b0", "c");
        assertThat(runIds("b")).containsExactly("b-1", "b0", "c");
        assertThat(FlowDetailsTest.values(
                        new PartitionState(stores.byText(StoreNames.FLOWS), rows, stores.byBytes(StoreNames.OWNERS))
                                .allTasks()))
                .extracting(Task::runId)
                .containsExactly("a", "b", "b-1", "b0", "c");
    }

    @Test
    void removalTakesAllRowsAndCountsEach() {
        for (String runId : List.of("a", "b", "c")) {
            tasks.put(large(runId));
        }
        tasks.put(Samples.bareTask("flow-1", "d"));
        rows.put("flow-1\0e", ReleasedRows.task(Samples.bareTask("flow-1", "e"), 1));
        rows.put("flow-1\0f", new byte[] {1});
        tasks.put(Samples.bareTask("flow-2", "a"));

        assertThat(tasks.remove("flow-1", 3)).isFalse();
        assertThat(keys())
                .as("two tasks of two rows each")
                .doesNotContain("flow-1\0a", "flow-1\0b", "\0flow-1\0a", "\0flow-1\0b");
        assertThat(keys()).contains("flow-1\0c", "\0flow-1\0c");
        counted.reset();

        assertThat(tasks.remove("flow-1", 100)).isTrue();

        assertThat(keys()).containsExactly("flow-2\0a");
        assertThat(counted.writtenKeys()).as("no tombstone for what never was").doesNotContain("\0flow-1\0d");
    }

    @Test
    void X2_detailsThatAreMissingQuarantineTheTask() {
        tasks.put(large("run-1"));
        rows.delete(DETAILS);

        assertThatThrownBy(() -> tasks.get("flow-1", "run-1"))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageContaining("details");
        assertThatThrownBy(() -> runIds(null)).isInstanceOf(UnreadableRecordException.class);
    }

    private static Task large(String runId) {
        TaskSpec spec = TaskSpec.newBuilder(Samples.fullTask().spec())
                .setRunId(runId)
                .setInput(ByteBuffer.wrap(new byte[LARGE]))
                .setRetry(new RetryPolicy(9, 1L, 1.0, 1L))
                .build();
        return Samples.changed(Samples.fullTask(), spec, TaskStatus.RUNNING, "progress");
    }

    private static Task progressed(Task task, String summary) {
        return Samples.changed(task, task.spec(), task.status(), summary);
    }

    private List<String> runIds(@Nullable String afterRunId) {
        List<String> runIds = new ArrayList<>();
        tasks.forEach("flow-1", afterRunId, task -> runIds.add(task.runId()));
        return runIds;
    }

    private List<String> keys() {
        List<String> keys = new ArrayList<>();
        try (var all = rows.all()) {
            all.forEachRemaining(row -> keys.add(row.key));
        }
        return keys;
    }
}
