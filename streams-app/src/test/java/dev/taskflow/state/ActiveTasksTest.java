package dev.taskflow.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskflow.rules.Flow;
import dev.taskflow.rules.StateView;
import dev.taskflow.rules.Task;
import dev.taskflow.serde.UnreadableRecordException;
import dev.taskflow.state.OpenStores.Kind;
import dev.taskflow.v1.TaskStatus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Walks over a flow's active tasks, which pass over those that have ended (K10). */
class ActiveTasksTest {
    private static final int MANY = 1_000_000;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    /** Ways to walk: the store's own, and the one for a view without such a store. */
    enum Way {
        STORE {
            @Override
            StateView of(TaskStore tasks, KeyValueStore<String, byte[]> flows) {
                return new StoredState(new FlowStore(flows), tasks);
            }
        },
        ANY_VIEW {
            @Override
            StateView of(TaskStore tasks, KeyValueStore<String, byte[]> flows) {
                return new PlainView(tasks);
            }
        };

        abstract StateView of(TaskStore tasks, KeyValueStore<String, byte[]> flows);
    }

    private record PlainView(TaskStore tasks) implements StateView {
        @Override
        public @Nullable Flow flow(String flowId) {
            return null;
        }

        @Override
        public @Nullable Task task(String flowId, String runId) {
            return tasks.get(flowId, runId);
        }

        @Override
        public boolean forEachTask(String flowId, @Nullable String afterRunId, Predicate<Task> visitor) {
            return tasks.forEach(flowId, afterRunId, visitor);
        }
    }

    @ParameterizedTest
    @EnumSource
    void onlyActiveTasksAreShownAndTheWalkGoesOnWhereItStopped(Way way) {
        try (OpenStores stores = new OpenStores(Kind.IN_MEMORY, directory)) {
            TaskStore tasks = new TaskStore(stores.byText(StoreNames.TASKS));
            StateView view = way.of(tasks, stores.byText(StoreNames.FLOWS));
            put(tasks, "a", TaskStatus.SUCCEEDED);
            put(tasks, "b", TaskStatus.QUEUED);
            put(tasks, "c", TaskStatus.RUNNING);
            put(tasks, "d", TaskStatus.LOST);
            put(tasks, "e", TaskStatus.RUNNING);
            put(tasks, "f", TaskStatus.FAILED);
            List<String> shown = new ArrayList<>();

            assertThat(view.forEachActiveTask("flow-1", null, MANY, each -> shown.add(each.runId())))
                    .as("through")
                    .isNull();
            assertThat(shown).containsExactly("b", "c", "e");

            shown.clear();
            assertThat(view.forEachActiveTask("flow-1", null, MANY, each -> {
                        shown.add(each.runId());
                        return shown.size() < 2;
                    }))
                    .as("the visitor has had enough")
                    .isEqualTo("c");
            assertThat(view.forEachActiveTask("flow-1", "c", 1, each -> shown.add(each.runId())))
                    .as("one row looked at")
                    .isEqualTo("d");
            assertThat(view.forEachActiveTask("flow-1", "d", 1, each -> shown.add(each.runId())))
                    .isEqualTo("e");
            assertThat(view.forEachActiveTask("flow-1", "e", 1, each -> shown.add(each.runId())))
                    .as("the last row looked at")
                    .isNull();
            assertThat(shown).containsExactly("b", "c", "e");
        }
    }

    /** A row that cannot be decoded is passed over only if nobody tries. */
    @Test
    void endedTasksAreNotDecoded() {
        try (OpenStores stores = new OpenStores(Kind.IN_MEMORY, directory)) {
            KeyValueStore<String, byte[]> rows = stores.byText(StoreNames.TASKS);
            TaskStore tasks = new TaskStore(rows);
            for (TaskStatus status : TaskStatus.values()) {
                put(tasks, status.name(), status);
                cut(rows, "flow-1\0" + status.name());
            }
            Map<String, String> shown = new TreeMap<>();
            for (TaskStatus status : TaskStatus.values()) {
                String before = status.name().substring(0, status.name().length() - 1);
                try {
                    tasks.forEachActive("flow-1", before, 1, each -> true);
                    shown.put(status.name(), "passed over");
                } catch (UnreadableRecordException decoded) {
                    shown.put(status.name(), "decoded");
                }
            }

            assertThat(shown)
                    .isEqualTo(Map.of(
                            "QUEUED", "decoded",
                            "RUNNING", "decoded",
                            "SUCCEEDED", "passed over",
                            "FAILED", "passed over",
                            "TIMED_OUT", "passed over",
                            "CANCELLED", "passed over",
                            "LOST", "passed over",
                            "UNSPECIFIED", "decoded"));
        }
    }

    @Test
    void anEndedTaskOf01IsPassedOver() {
        try (OpenStores stores = new OpenStores(Kind.IN_MEMORY, directory)) {
            KeyValueStore<String, byte[]> rows = stores.byText(StoreNames.TASKS);
            rows.put("flow-1\0a", ReleasedRows.task(task("a", TaskStatus.SUCCEEDED), 1));
            rows.put("flow-1\0b", ReleasedRows.task(task("b", TaskStatus.QUEUED), 1));
            List<Task> shown = new ArrayList<>();

            new TaskStore(rows).forEachActive("flow-1", null, MANY, shown::add);

            assertThat(shown).containsExactly(task("b", TaskStatus.QUEUED));
        }
    }

    /** None of those that have ended can be decoded, so none is. */
    @Test
    void oneRunningTaskIsFoundAmong20000ThatHaveEnded() {
        try (OpenStores stores = new OpenStores(Kind.ROCKSDB, directory)) {
            KeyValueStore<String, byte[]> rows = stores.byText(StoreNames.TASKS);
            TaskStore tasks = new TaskStore(rows);
            IntStream.range(0, 19_999).forEach(i -> {
                put(tasks, String.format(Locale.ROOT, "run-%05d", i), TaskStatus.SUCCEEDED);
            });
            put(tasks, "run-99999", TaskStatus.RUNNING);
            for (int i = 0; i < 19_999; i++) {
                cut(rows, String.format(Locale.ROOT, "flow-1\0run-%05d", i));
            }
            List<String> shown = new ArrayList<>();
            assertThatThrownBy(() -> tasks.forEach("flow-1", null, each -> true))
                    .isInstanceOf(UnreadableRecordException.class);

            String reached = tasks.forEachActive("flow-1", null, MANY, each -> shown.add(each.runId()));

            assertThat(reached).isNull();
            assertThat(shown).containsExactly("run-99999");
        }
    }

    private static void cut(KeyValueStore<String, byte[]> rows, String key) {
        byte[] row = Objects.requireNonNull(rows.get(key));
        rows.put(key, Arrays.copyOf(row, row.length - 3));
    }

    private static void put(TaskStore tasks, String runId, TaskStatus status) {
        tasks.put(null, task(runId, status));
    }

    private static Task task(String runId, TaskStatus status) {
        Task task = Samples.bareTask("flow-1", runId);
        return Samples.changed(task, task.spec(), status, null);
    }
}
