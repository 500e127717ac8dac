package dev.taskflow.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.rules.Wait;
import dev.taskflow.v1.Completion;
import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.SyncMode;
import dev.taskflow.v1.TaskCompleted;
import dev.taskflow.v1.TaskFailurePolicy;
import dev.taskflow.v1.TaskOutcome;
import dev.taskflow.v1.TaskSpec;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A mirrored flow's status is its task's: rule T8. */
class MirrorTest extends RuleTest {

    @Test
    void T8_aMirroredFlowBeginsQueued() {
        Seen create = flow.createMirrored("a");

        assertSent(
                create,
                "dispatch a#1 dispatch-1",
                "1 r1 FLOW_CREATED QUEUED",
                "2 r1 TASK_SPAWNED a",
                "answer ACCEPTED r1 QUEUED [a QUEUED+]");
    }

    @Test
    void T8_aMirroredFlowBeginsQueuedWhateverItsInitialStatus() {
        Seen created = flow.create(create -> create.setSyncMode(SyncMode.TASK_MIRRORED)
                .setControllerId(null)
                .setInitialStatus(FlowStatus.RUNNING)
                .setTasks(FlowDsl.specs("a")));

        assertThat(created.result().getStatus()).contains(FlowStatus.QUEUED);
    }

    @Test
    void T8_runningIsMirrored() {
        flow.createMirrored("a");

        Seen started = flow.started("a");

        assertSent(started, "3 r1 TASK_STATUS_CHANGED a#1 RUNNING", "4 r2 FLOW_UPDATED RUNNING");
        assertThat(stored().startedAt()).isEqualTo(TaskFlowDriver.START);
    }

    @Test
    void T8_progressChangesNoMirroredStatus() {
        flow.createMirrored("a");
        flow.started("a");

        Seen progress = flow.progress("a", "half");

        assertSent(progress, "5 r2 TASK_PROGRESSED a#1 'half'");
    }

    @Test
    void T8_succeededIsMirrored() {
        flow.createMirrored("a");
        flow.started("a");

        Seen last = flow.completed(
                "a",
                TaskCompleted.newBuilder()
                        .setOutcome(TaskOutcome.SUCCEEDED)
                        .setSummary("9 pages")
                        .build());

        assertSent(
                last,
                "5 r2 TASK_STATUS_CHANGED a#1 SUCCEEDED",
                "6 r3 FLOW_SETTLED SUCCEEDED",
                "settled SUCCEEDED r3 at PT0S: 1 tasks, 1 succeeded");
        assertThat(last.settlement().getSummary()).contains("9 pages");
        assertThat(last.settlement().getSyncMode()).isEqualTo(SyncMode.TASK_MIRRORED);
    }

    @Test
    void T8_aCompletionFromQueuedSettlesWithoutRunning() {
        flow.createMirrored("a");

        Seen last = flow.succeeded("a");

        assertSent(
                last,
                "3 r1 TASK_STATUS_CHANGED a#1 SUCCEEDED",
                "4 r2 FLOW_SETTLED SUCCEEDED",
                "settled SUCCEEDED r2 at PT0S: 1 tasks, 1 succeeded");
    }

    @Test
    void T8_aTaskThatEndedBlockedBlocksTheFlowForGood() {
        flow.createMirrored("a");

        Seen last = flow.completed(
                "a",
                TaskCompleted.newBuilder()
                        .setOutcome(TaskOutcome.SUCCEEDED)
                        .setBlocked(true)
                        .setSummary("needs a password")
                        .build());

        assertSent(
                last,
                "3 r1 TASK_STATUS_CHANGED a#1 SUCCEEDED",
                "4 r2 FLOW_SETTLED BLOCKED",
                "settled BLOCKED r2 at PT0S: 1 tasks, 1 succeeded");
        assertThat(stored().endedAt()).isEqualTo(TaskFlowDriver.START);
        assertThat(stored().waiting()).isEqualTo(new Wait(null, "a", "needs a password", null));
    }

    @Test
    void T8_aFlowThatEndedBlockedIsTerminal() {
        flow.createMirrored("a");
        flow.completed(
                "a",
                TaskCompleted.newBuilder()
                        .setOutcome(TaskOutcome.SUCCEEDED)
                        .setBlocked(true)
                        .build());

        Seen cancel = flow.requestCancel();

        assertSent(cancel, "answer REJECTED TERMINAL r2 BLOCKED");
        assertThat(cancel.result().getEndedAt()).contains(TaskFlowDriver.START);
    }

    @Test
    void T8_aFailureThatSaysBlockedIsAFailure() {
        flow.createMirrored("a");

        Seen last = flow.completed(
                "a",
                TaskCompleted.newBuilder()
                        .setOutcome(TaskOutcome.FAILED)
                        .setBlocked(true)
                        .build());

        assertThat(last.settlement().getStatus()).isEqualTo(FlowStatus.FAILED);
    }

    @Test
    void T8_cancelledIsMirrored() {
        flow.createMirrored("a");
        flow.started("a");

        Seen last = flow.completed("a", TaskOutcome.CANCELLED);

        assertSent(
                last,
                "5 r2 TASK_STATUS_CHANGED a#1 CANCELLED",
                "6 r3 FLOW_SETTLED CANCELLED",
                "settled CANCELLED r3 at PT0S: 1 tasks, 1 cancelled");
    }

    @Test
    void T8_failedIsMirrored() {
        flow.createMirrored("a");

        Seen last = flow.failed("a");

        assertSent(
                last,
                "3 r1 TASK_STATUS_CHANGED a#1 FAILED (boom)",
                "4 r2 FLOW_SETTLED FAILED",
                "settled FAILED r2 at PT0S: 1 tasks, 1 failed");
        assertThat(last.settlement().getError()).contains("it broke");
    }

    @Test
    void T8_timedOutIsMirroredAsFailed() {
        flow.createMirrored("a");

        Seen last = flow.completed("a", TaskOutcome.TIMED_OUT);

        assertSent(
                last,
                "3 r1 TASK_STATUS_CHANGED a#1 TIMED_OUT",
                "4 r2 FLOW_SETTLED FAILED",
                "settled FAILED r2 at PT0S: 1 tasks, 1 timed out");
    }

    @Test
    void T8_lostIsMirrored() {
        createMirrored(FlowDsl.spec("a").setHeartbeatTimeoutMs(10_000L));
        flow.started("a");

        Seen later = taskflow.passes(Duration.ofMinutes(10));

        assertSent(
                later,
                "stop a#1 dispatch-1 'heartbeat-missed'",
                "5 r2 TASK_STATUS_CHANGED a#1 LOST (heartbeat-missed) by none",
                "6 r3 FLOW_SETTLED LOST",
                "settled LOST r3 at PT10S: 1 tasks, 1 lost");
    }

    @Test
    void T8_aTaskThatWaitsForItsNextAttemptIsMirroredAsQueued() {
        createMirrored(FlowDsl.retriedSpec("a"));
        flow.started("a");

        Seen failed = flow.failed("a");

        assertSent(failed, "5 r2 TASK_RETRY_SCHEDULED a#2 at PT10S", "6 r3 FLOW_UPDATED QUEUED");
    }

    @Test
    void T8_theNextAttemptIsMirroredAsRunning() {
        createMirrored(FlowDsl.retriedSpec("a"));
        flow.started("a");
        flow.failed("a");
        taskflow.passes(Duration.ofSeconds(10));

        Seen started = flow.started("a");

        assertSent(started, "7 r3 TASK_STATUS_CHANGED a#2 RUNNING", "8 r4 FLOW_UPDATED RUNNING");
    }

    @Test
    void T8_anAttemptThatFailsFromQueuedChangesNoMirroredStatus() {
        createMirrored(FlowDsl.retriedSpec("a"));

        Seen failed = flow.failed("a");

        assertSent(failed, "3 r1 TASK_RETRY_SCHEDULED a#2 at PT10S");
    }

    @Test
    void T8_aMirroredFlowFollowsItsTaskWhateverItsFailurePolicyAndCompletion() {
        flow.create(create -> create.setSyncMode(SyncMode.TASK_MIRRORED)
                .setControllerId(null)
                .setOnTaskFailure(TaskFailurePolicy.CANCEL_SIBLINGS)
                .setCompletion(Completion.WHEN_TASKS_SETTLE)
                .setTasks(FlowDsl.specs("a")));

        Seen last = flow.completed("a", TaskOutcome.CANCELLED);

        assertThat(last.settlement().getStatus()).isEqualTo(FlowStatus.CANCELLED);
    }

    private void createMirrored(TaskSpec.Builder spec) {
        flow.create(create ->
                create.setSyncMode(SyncMode.TASK_MIRRORED).setControllerId(null).setTasks(List.of(spec.build())));
    }
}
