package dev.taskflow.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.v1.ClosePolicy;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.TaskReceipt;
import dev.taskflow.v1.TaskStatus;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Spawns of run ids that exist, alone and in a mix with new ones: rule C3. */
class SpawnReplayTest extends RuleTest {

    @Test
    void C3_spawnOfAnExistingRunIdIsReplayedAndStartsNothing() {
        flow.create("a");
        flow.started("a");
        Map<String, String> before = taskflow.storedRows();

        Seen spawn = flow.spawn("a");

        assertSent(spawn, "answer REPLAYED r1 QUEUED [a RUNNING]");
        assertThat(spawn.result().getTasks())
                .containsExactly(new TaskReceipt("a", "flow-1/a", TaskStatus.RUNNING, false));
        assertThat(taskflow.storedRows()).isEqualTo(before);
    }

    @Test
    void C3_aRunIdIsAReplayWhateverElseItsSpecSays() {
        flow.create("a");
        Map<String, String> before = taskflow.storedRows();

        Seen spawn = flow.spawn(
                List.of(FlowDsl.spec("a")
                        .setRuntime("quantum")
                        .setRunTimeoutMs(-1L)
                        .build()),
                false);

        assertSent(spawn, "answer REPLAYED r1 QUEUED [a QUEUED]");
        assertThat(taskflow.storedRows()).isEqualTo(before);
    }

    @Test
    void C3_aReplayIsAnsweredAfterTheCancelIntent() {
        flow.create("a");
        flow.started("a");
        flow.requestCancel();
        Map<String, String> before = taskflow.storedRows();

        Seen spawn = flow.spawn("a");

        assertSent(spawn, "answer REPLAYED r2 QUEUED [a RUNNING]");
        assertThat(taskflow.storedRows()).isEqualTo(before);
    }

    @Test
    void C3_aReplayIsAnsweredAfterTheTaskEnded() {
        flow.create("a");
        flow.failed("a");
        Map<String, String> before = taskflow.storedRows();

        Seen spawn = flow.spawn("a");

        assertSent(spawn, "answer REPLAYED r1 QUEUED [a FAILED]");
        assertThat(taskflow.storedRows()).isEqualTo(before);
    }

    @Test
    void C3_aReplayIsAnsweredAfterTheFlowEnded() {
        flow.create("a", "b");
        flow.succeeded("a");
        flow.finish();
        Map<String, String> before = taskflow.storedRows();

        Seen spawn = flow.spawn("b", "a");

        assertSent(spawn, "answer REPLAYED r2 SUCCEEDED [b CANCELLED, a SUCCEEDED]");
        assertThat(taskflow.storedRows()).isEqualTo(before);
    }

    @Test
    void C3_aReplayIsAnsweredAfterTheSeal() {
        flow.create("a");
        flow.seal();
        Map<String, String> before = taskflow.storedRows();

        Seen spawn = flow.spawn(FlowDsl.specs("a"), true);

        assertSent(spawn, "answer REPLAYED r1 QUEUED [a QUEUED]");
        assertThat(taskflow.storedRows()).isEqualTo(before);
    }

    @Test
    void C3_theRedeliveredCommandIsReplayedWhateverItExpects() {
        flow.create();
        FlowCommand spawn =
                CommandKind.SPAWN_TASKS.to(flow).setExpectedRevision(1L).build();
        taskflow.send(spawn);
        flow.setWaiting();
        Map<String, String> before = taskflow.storedRows();

        Seen again = taskflow.send(spawn);

        assertSent(again, "answer REPLAYED r2 WAITING [fresh QUEUED]");
        assertThat(taskflow.storedRows()).isEqualTo(before);
    }

    @Test
    void C3_aMixStartsWhatIsNew() {
        flow.create("a");
        flow.started("a");

        Seen spawn = flow.spawn("b", "a", "c");

        assertSent(
                spawn,
                "dispatch b#1 dispatch-2",
                "dispatch c#1 dispatch-3",
                "4 r1 TASK_SPAWNED b",
                "5 r1 TASK_SPAWNED c",
                "answer ACCEPTED r1 QUEUED [b QUEUED+, a RUNNING, c QUEUED+]");
        assertThat(stored().tasks().total()).isEqualTo(3);
    }

    @Test
    void C3_aMixIsJudgedOnItsNewSpecs() {
        flow.create("a");
        flow.started("a");
        flow.requestCancel();
        Map<String, String> before = taskflow.storedRows();

        Seen spawn = flow.spawn("a", "b");

        assertSent(spawn, "answer REJECTED CANCEL_REQUESTED r2 QUEUED [a RUNNING]");
        assertThat(taskflow.storedRows()).isEqualTo(before);
    }

    @Test
    void C3_aMixWithOneBadNewSpecStartsNothing() {
        flow.create("a");
        Map<String, String> before = taskflow.storedRows();

        Seen spawn = flow.spawn(
                List.of(
                        FlowDsl.spec("a").build(),
                        FlowDsl.spec("b").build(),
                        FlowDsl.spec("c").setRuntime("quantum").build()),
                false);

        assertSent(spawn, "answer REJECTED UNKNOWN_RUNTIME r1 QUEUED [a QUEUED]");
        assertThat(taskflow.storedRows()).isEqualTo(before);
    }

    @Test
    void C3_aMixAfterTheEndIsTerminal() {
        flow.create(create -> create.setClosePolicy(ClosePolicy.ABANDON_TASKS).setTasks(FlowDsl.specs("a")));
        flow.finish();
        Map<String, String> before = taskflow.storedRows();

        Seen spawn = flow.spawn("a", "b");

        assertSent(spawn, "answer REJECTED TERMINAL r2 SUCCEEDED [a QUEUED]");
        assertThat(taskflow.storedRows()).isEqualTo(before);
    }
}
