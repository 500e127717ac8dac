package dev.taskflow.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskflow.rules.Task;
import dev.taskflow.rules.Timeouts;
import dev.taskflow.serde.UnreadableRecordException;
import dev.taskflow.state.OpenStores.Kind;
import dev.taskflow.v1.RetryPolicy;
import dev.taskflow.v1.TaskRecord;
import dev.taskflow.v1.TaskSpec;
import dev.taskflow.v1.TaskStatus;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tasks as rows. */
class TaskStoreTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void aTaskWithEveryFieldSetComesBack() {
        Task task = Samples.fullTask();
        Columns.assertAllSet(task);

        assertThat(storedAndRead(task)).isEqualTo(task);
    }

    @Test
    void aTaskWithNothingSetComesBack() {
        Task task = Samples.bareTask("flow-1", "run-1");

        assertThat(storedAndRead(task)).isEqualTo(task);
    }

    @Test
    void everyFieldIsInTheColumnOfItsName() {
        Task task = Samples.fullTask();

        TaskRecord row = new TaskRows().row(task, 0);

        Columns.assertHolds(row, task);
    }

    @Test
    void theInputIsKeptWhileAnotherAttemptMayNeedIt() {
        Task task = withInput(2, TaskStatus.RUNNING, 1);

        assertThat(storedAndRead(task).spec()).isEqualTo(task.spec());
    }

    @Test
    void theInputOfTheLastAttemptIsNotKept() {
        Task task = withInput(2, TaskStatus.RUNNING, 2);

        assertThat(storedAndRead(task).spec()).isEqualTo(withoutInput(task.spec()));
    }

    @Test
    void theInputOfAnEndedTaskIsNotKept() {
        Task task = withInput(2, TaskStatus.SUCCEEDED, 1);

        assertThat(storedAndRead(task).spec()).isEqualTo(withoutInput(task.spec()));
    }

    @Test
    void aTaskThatIsRememberedIsWhatItsRowSays() {
        try (OpenStores stores = new OpenStores(Kind.IN_MEMORY, directory)) {
            KeyValueStore<String, byte[]> rows = stores.byText(StoreNames.TASKS);
            TaskStore remembering = new TaskStore(rows, 1_000_000);
            for (int attempts : List.of(1, 2)) {
                Task task = withInput(attempts, TaskStatus.RUNNING, 1);
                remembering.put(task);

                assertThat(remembering.get(task.flowId(), task.runId()))
                        .isEqualTo(new TaskStore(rows).get(task.flowId(), task.runId()));
            }
        }
    }

    @Test
    void theInputIsStillThereAfterItWasStored() {
        Task task = withInput(2, TaskStatus.RUNNING, 1);

        storedAndRead(task);

        assertThat(task.spec().getInput().remaining()).isEqualTo(3);
    }

    @Test
    void aTaskThatWasNeverStoredIsNull() {
        try (OpenStores stores = new OpenStores(Kind.IN_MEMORY, directory)) {
            TaskStore tasks = new TaskStore(stores.byText(StoreNames.TASKS));
            tasks.put(Samples.bareTask("flow-1", "run-1"));

            assertThat(tasks.get("flow-1", "run-2")).isNull();
            assertThat(tasks.get("flow-2", "run-1")).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aFlowSeesItsOwnTasksOnly(Kind kind) {
        try (OpenStores stores = new OpenStores(kind, directory)) {
            TaskStore tasks = new TaskStore(stores.byText(StoreNames.TASKS));
            for (String flowId : List.of("a", "a:b", "a.b", "a-b", "a_b", "ab", "aa", "A", "b", "a0")) {
                tasks.put(Samples.bareTask(flowId, "of-" + flowId));
            }

            assertThat(runIds(tasks, "a")).containsExactly("of-a");
            assertThat(runIds(tasks, "a:b")).containsExactly("of-a:b");
            assertThat(runIds(tasks, "a.b")).containsExactly("of-a.b");
            assertThat(runIds(tasks, "a:")).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void tasksAreShownInTheOrderOfTheirRunIds(Kind kind) {
        try (OpenStores stores = new OpenStores(kind, directory)) {
            TaskStore tasks = new TaskStore(stores.byText(StoreNames.TASKS));
            for (String runId : List.of("run-2", "run", "a", "run-10", "Z", "run-1")) {
                tasks.put(Samples.bareTask("flow-1", runId));
            }

            assertThat(runIds(tasks, "flow-1")).containsExactly("Z", "a", "run", "run-1", "run-10", "run-2");
        }
    }

    @Test
    void X2_aRowThatCannotBeReadSaysSo() {
        try (OpenStores stores = new OpenStores(Kind.IN_MEMORY, directory)) {
            KeyValueStore<String, byte[]> rows = stores.byText(StoreNames.TASKS);
            TaskStore tasks = new TaskStore(rows);
            tasks.put(Samples.bareTask("flow-1", "run-1"));
            String key;
            try (var all = rows.all()) {
                key = all.next().key;
            }
            rows.put(key, new byte[0]);

            assertThatThrownBy(() -> tasks.get("flow-1", "run-1")).isInstanceOf(UnreadableRecordException.class);
            assertThatThrownBy(() -> runIds(tasks, "flow-1")).isInstanceOf(UnreadableRecordException.class);
        }
    }

    private Task storedAndRead(Task task) {
        try (OpenStores stores = new OpenStores(Kind.IN_MEMORY, directory)) {
            TaskStore tasks = new TaskStore(stores.byText(StoreNames.TASKS));
            tasks.put(task);
            Task read = tasks.get(task.flowId(), task.runId());
            assertThat(read).isNotNull();
            return read == null ? task : read;
        }
    }

    private static List<String> runIds(TaskStore tasks, String flowId) {
        List<String> runIds = new ArrayList<>();
        tasks.forEach(flowId, null, task -> runIds.add(task.runId()));
        return runIds;
    }

    private static Task withInput(int maxAttempts, TaskStatus status, int attempt) {
        TaskSpec spec = TaskSpec.newBuilder(Samples.fullTask().spec())
                .setRetry(new RetryPolicy(maxAttempts, 1L, 1.0, 1L))
                .build();
        Task bare = Samples.bareTask("flow-1", "run-1");
        return new Task(
                bare.flowId(),
                spec,
                null,
                status,
                attempt,
                bare.dispatchId(),
                bare.createdAt(),
                bare.updatedAt(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                false,
                null,
                null,
                Timeouts.NONE);
    }

    private static TaskSpec withoutInput(TaskSpec spec) {
        return TaskSpec.newBuilder(spec).setInput(ByteBuffer.allocate(0)).build();
    }
}
