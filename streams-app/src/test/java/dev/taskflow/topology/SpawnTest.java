package dev.taskflow.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.rules.Limits;
import dev.taskflow.v1.CommandResult;
import dev.taskflow.v1.RejectionCode;
import dev.taskflow.v1.SpawnTasks;
import dev.taskflow.v1.TaskSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code SpawnTasks}: rule C2. The tests named for its order each break two checks, and the earlier one answers. */
class SpawnTest extends RuleTest {

    @Test
    void C2_aSpawnStartsItsTasksAndLeavesTheRevision() {
        flow.create();

        Seen spawn = flow.spawn("a", "b");

        assertSent(
                spawn,
                "dispatch a#1 dispatch-1",
                "dispatch b#1 dispatch-2",
                "2 r1 TASK_SPAWNED a",
                "3 r1 TASK_SPAWNED b",
                "answer ACCEPTED r1 QUEUED [a QUEUED+, b QUEUED+]");
        assertThat(stored().tasks().active()).isEqualTo(2);
    }

    @Test
    void C2_aMirroredFlowTakesNoSpawn() {
        flow.createMirrored("a");
        Map<String, String> before = taskflow.storedRows();

        Seen spawn = flow.spawn("b");

        CommandResult answer = spawn.rejection(RejectionCode.NOT_MANAGED);
        assertThat(answer.getMessage().orElseThrow()).contains("create a MANAGED flow");
        assertThat(answer.getRevision()).contains(1L);
        assertThat(taskflow.storedRows()).isEqualTo(before);
    }

    @Test
    void C2_theOrderIs_ownerBeforeManaged() {
        flow.createMirrored("a");

        Seen spawn = flow.as("mallory").spawn("b");

        spawn.rejection(RejectionCode.NOT_FOUND);
    }

    @Test
    void C2_theOrderIs_managedBeforeReplay() {
        flow.createMirrored("a");

        Seen spawn = flow.spawn("a");

        spawn.rejection(RejectionCode.NOT_MANAGED);
    }

    @Test
    void C2_theOrderIs_cancelIntentBeforeTerminal() {
        flow.create();
        flow.requestCancel();
        Map<String, String> before = taskflow.storedRows();

        Seen spawn = flow.spawn("a");

        CommandResult answer = spawn.rejection(RejectionCode.CANCEL_REQUESTED);
        assertThat(answer.getMessage().orElseThrow()).contains("was cancelled and ended CANCELLED");
        assertThat(answer.getRevision()).contains(3L);
        assertThat(taskflow.storedRows()).isEqualTo(before);
    }

    @Test
    void C2_theOrderIs_terminalBeforeSealed() {
        flow.create();
        flow.seal();
        flow.finish();
        Map<String, String> before = taskflow.storedRows();

        Seen spawn = flow.spawn("a");

        assertThat(spawn.rejection(RejectionCode.TERMINAL).getMessage().orElseThrow())
                .contains("ended SUCCEEDED", "create a new flow");
        assertThat(taskflow.storedRows()).isEqualTo(before);
    }

    @Test
    void C2_theOrderIs_terminalBeforeRevision() {
        flow.create();
        flow.finish();

        Seen spawn = flow.send(CommandKind.SPAWN_TASKS.to(flow).setExpectedRevision(1L));

        spawn.rejection(RejectionCode.TERMINAL);
    }

    @Test
    void C2_theOrderIs_sealedBeforeValidity() {
        flow.create();
        flow.seal();
        Map<String, String> before = taskflow.storedRows();

        Seen spawn = flow.spawn("not/legal");

        assertThat(spawn.rejection(RejectionCode.LIMIT_EXCEEDED).getMessage().orElseThrow())
                .contains("is sealed", "create another flow");
        assertThat(taskflow.storedRows()).isEqualTo(before);
    }

    @Test
    void C2_theOrderIs_validityBeforeRuntime() {
        flow.create();
        TaskSpec unknown = FlowDsl.spec("a").setRuntime("quantum").build();

        Seen spawn = flow.spawn(List.of(unknown, unknown), false);

        spawn.rejection(RejectionCode.INVALID);
    }

    @Test
    void C2_theOrderIs_runtimeBeforeLimits() {
        try (TaskFlowDriver small = new TaskFlowDriver(new Limits(1_000, 10_000, 1, 1), 1)) {
            FlowDsl tight = small.flow("flow-1");
            tight.create();

            Seen spawn = tight.spawn(
                    List.of(
                            FlowDsl.spec("a").build(),
                            FlowDsl.spec("b").setRuntime("quantum").build()),
                    false);

            spawn.rejection(RejectionCode.UNKNOWN_RUNTIME);
        }
    }

    @Test
    void C2_aSpawnThatStartsAndSealsNothingIsInvalid() {
        flow.create();

        Seen spawn = flow.spawn(List.of(), false);

        assertThat(spawn.rejection(RejectionCode.INVALID).getMessage().orElseThrow())
                .contains("names no task", "name at least one task, or set seal");
    }

    @Test
    void C2_aNewRunIdTwiceInOneCommandIsInvalid() {
        flow.create();
        Map<String, String> before = taskflow.storedRows();

        Seen spawn = flow.spawn("a", "a");

        assertThat(spawn.rejection(RejectionCode.INVALID).getMessage().orElseThrow())
                .contains("runId 'a' is named twice");
        assertThat(taskflow.storedRows()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a/b", "a b", "a\0b", "a\n", "ä", "a\u202e"})
    void C2_aRunIdWithOtherThanTheAllowedCharactersIsInvalid(String runId) {
        flow.create();
        Map<String, String> before = taskflow.storedRows();

        Seen spawn = flow.spawn(runId);

        assertThat(spawn.rejection(RejectionCode.INVALID).getMessage().orElseThrow())
                .contains("1 to 200 characters of A-Z a-z 0-9 . _ : -")
                .doesNotContain("\0", "\n");
        assertThat(taskflow.storedRows()).isEqualTo(before);
    }

    @Test
    void C2_aRunIdHasAtMost200Characters() {
        flow.create();
        String longest = "r".repeat(200);

        Seen fits = flow.spawn(longest);
        Seen tooLong = flow.spawn(longest + "r");

        assertThat(fits.acceptance().getTasks()).hasSize(1);
        tooLong.rejection(RejectionCode.INVALID);
        assertThat(stored().tasks().total()).isEqualTo(1);
    }

    @Test
    void C2_aFlowTakesNoMoreThanItsLimitOfActiveTasks() {
        try (TaskFlowDriver small = new TaskFlowDriver(new Limits(1_000, 10_000, 10, 2), 1)) {
            FlowDsl tight = small.flow("flow-1");
            tight.create("a", "b");
            tight.succeeded("a");

            Seen fits = tight.spawn("c");
            Seen full = tight.spawn("d");

            assertThat(fits.acceptance().getTasks()).hasSize(1);
            assertThat(full.rejection(RejectionCode.LIMIT_EXCEEDED).getMessage().orElseThrow())
                    .contains("2 active tasks", "limit of 2", "spawn them when some have ended");
        }
    }

    @Test
    void C2_oneCommandStartsNoMoreThanItsLimitOfTasks() {
        try (TaskFlowDriver small = new TaskFlowDriver(new Limits(1_000, 10_000, 2, 10), 1)) {
            FlowDsl tight = small.flow("flow-1");
            tight.create();

            Seen spawn = tight.send(tight.command().setSpawnTasks(new SpawnTasks(FlowDsl.specs("a", "b", "c"), false)));

            assertThat(spawn.rejection(RejectionCode.LIMIT_EXCEEDED)
                            .getMessage()
                            .orElseThrow())
                    .contains("3 new tasks", "limit is 2", "spawn them in several commands");
            assertThat(small.storedTasks("flow-1")).isEmpty();
        }
    }
}
