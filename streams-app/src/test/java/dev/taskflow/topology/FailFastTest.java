package dev.taskflow.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.v1.ClosePolicy;
import dev.taskflow.v1.Completion;
import dev.taskflow.v1.CreateFlow;
import dev.taskflow.v1.TaskFailurePolicy;
import dev.taskflow.v1.TaskOutcome;
import dev.taskflow.v1.TaskSpec;
import dev.taskflow.v1.TaskStatus;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** {@code onTaskFailure=CANCEL_SIBLINGS}: rule T6. */
class FailFastTest extends RuleTest {

    @Test
    void T6_theFirstFailureStopsTheOthers() {
        create("a", "b", "c", "d");
        flow.started("b");
        flow.succeeded("d");

        Seen failed = flow.failed("a");

        assertSent(
                failed,
                "stop b#1 dispatch-2 'task a ended FAILED' by PT1M",
                "stop c#1 dispatch-3 'task a ended FAILED' by PT1M",
                "8 r1 TASK_STATUS_CHANGED a#1 FAILED (boom)",
                "9 r1 TASK_CANCEL_REQUESTED b#1 'task a ended FAILED'",
                "10 r1 TASK_STATUS_CHANGED c#1 CANCELLED by none");
        assertThat(stored().isTerminal()).isFalse();
    }

    @Test
    void T6_theFlowFailsWhenTheLastChildSettles() {
        create("a", "b", "c");
        flow.started("b");
        flow.failed("a");

        Seen last = flow.succeeded("b");

        assertSent(
                last,
                "9 r1 TASK_STATUS_CHANGED b#1 SUCCEEDED",
                "10 r2 FLOW_SETTLED FAILED",
                "settled FAILED r2 at PT0S: 3 tasks, 1 succeeded, 1 failed, 1 cancelled");
        assertThat(last.settlement().getError().orElseThrow())
                .contains("task a")
                .contains("it broke");
    }

    @Test
    void T6_withNoOtherActiveChildTheFlowFailsAtOnce() {
        create("a", "b");
        flow.succeeded("b");

        Seen failed = flow.failed("a");

        assertSent(
                failed,
                "5 r1 TASK_STATUS_CHANGED a#1 FAILED (boom)",
                "6 r2 FLOW_SETTLED FAILED",
                "settled FAILED r2 at PT0S: 2 tasks, 1 succeeded, 1 failed");
    }

    @Test
    void T6_withOnlyQueuedSiblingsTheFlowFailsAtOnce() {
        create("a", "b");

        Seen failed = flow.failed("a");

        assertSent(
                failed,
                "stop b#1 dispatch-2 'task a ended FAILED' by PT1M",
                "4 r1 TASK_STATUS_CHANGED a#1 FAILED (boom)",
                "5 r1 TASK_STATUS_CHANGED b#1 CANCELLED by none",
                "6 r2 FLOW_SETTLED FAILED",
                "settled FAILED r2 at PT0S: 2 tasks, 1 failed, 1 cancelled");
    }

    @Test
    void T6_anUnsealedFlowFailsFastWhateverItsCompletion() {
        create(create -> create.setCompletion(Completion.WHEN_TASKS_SETTLE).setTasks(List.of()));
        flow.spawn("a");

        Seen failed = flow.failed("a");

        assertThat(failed.transcript()).contains("settled FAILED r2 at PT0S: 1 tasks, 1 failed");
    }

    @Test
    void T6_aWorkersOwnCancellationStopsTheOthersToo() {
        create("a", "b");

        Seen cancelled = flow.completed("a", TaskOutcome.CANCELLED);

        assertThat(cancelled.transcript()).contains("settled FAILED r2 at PT0S: 2 tasks, 2 cancelled");
    }

    @Test
    void T6_aTaskThatIsCancelledByItselfStopsTheOthersToo() {
        create("a", "b");

        Seen cancel = flow.cancelTask("a");

        assertSent(
                cancel,
                "stop a#1 dispatch-1 'not this one'",
                "stop b#1 dispatch-2 'task a ended CANCELLED' by PT1M",
                "4 r1 TASK_STATUS_CHANGED a#1 CANCELLED by none",
                "5 r1 TASK_STATUS_CHANGED b#1 CANCELLED by none",
                "6 r2 FLOW_SETTLED FAILED",
                "settled FAILED r2 at PT0S: 2 tasks, 2 cancelled",
                "answer ACCEPTED r2 FAILED [a CANCELLED]");
    }

    @Test
    void T6_aTimeOutStopsTheOthersToo() {
        create(FlowDsl.spec("a").setStartTimeoutMs(10_000L), FlowDsl.spec("b"));
        flow.started("b");

        Seen later = taskflow.passes(Duration.ofSeconds(10));

        assertSent(
                later,
                "stop a#1 dispatch-1 'start-timeout'",
                "stop b#1 dispatch-2 'task a ended TIMED_OUT' by PT1M10S",
                "5 r1 TASK_STATUS_CHANGED a#1 TIMED_OUT (start-timeout) by none",
                "6 r1 TASK_CANCEL_REQUESTED b#1 'task a ended TIMED_OUT'");
    }

    @Test
    void T6_aLostTaskStopsTheOthersToo() {
        create(FlowDsl.spec("a").setHeartbeatTimeoutMs(10_000L), FlowDsl.spec("b"));
        flow.started("a");

        Seen later = taskflow.passes(Duration.ofSeconds(10));

        assertThat(later.transcript()).contains("settled FAILED r2 at PT10S: 2 tasks, 1 cancelled, 1 lost");
    }

    @Test
    void T6_aFailureWithAttemptsLeftStopsNobody() {
        create(FlowDsl.retriedSpec("a"), FlowDsl.spec("b"));

        Seen failed = flow.failed("a");

        assertSent(failed, "4 r1 TASK_RETRY_SCHEDULED a#2 at PT10S");
    }

    @Test
    void T6_aSiblingThatWaitsForItsNextAttemptIsCancelledAndNotTriedAgain() {
        create(FlowDsl.spec("a"), FlowDsl.retriedSpec("b"));
        flow.failed("b");
        flow.failed("a");

        Seen later = taskflow.passes(Duration.ofMinutes(10));

        assertNothingSent(later);
        assertThat(stored("b").status()).isEqualTo(TaskStatus.CANCELLED);
    }

    @Test
    void T6_aSiblingThatFailsMeanwhileIsNotTriedAgain() {
        create(FlowDsl.spec("a"), FlowDsl.retriedSpec("b"));
        flow.started("b");
        flow.failed("a");

        Seen failed = flow.failed("b");

        assertSent(
                failed,
                "7 r1 TASK_STATUS_CHANGED b#1 FAILED (boom)",
                "8 r2 FLOW_SETTLED FAILED",
                "settled FAILED r2 at PT0S: 2 tasks, 2 failed");
    }

    @Test
    void T6_aSecondFailureTellsNobodyAgain() {
        create("a", "b", "c");
        flow.started("b");
        flow.started("c");
        flow.failed("a");

        Seen second = flow.failed("b");

        assertSent(second, "10 r1 TASK_STATUS_CHANGED b#1 FAILED (boom)");
    }

    @Test
    void T6_newSpawnsAreRefusedAsTerminal() {
        create("a", "b");
        flow.started("b");
        flow.failed("a");

        Seen spawn = flow.spawn("c");

        assertSent(spawn, "answer REJECTED TERMINAL r1 QUEUED");
        assertThat(spawn.result().getMessage().orElseThrow()).contains("task a");
    }

    @Test
    void T6_aReplayedSpawnIsStillAnswered() {
        create("a", "b");
        flow.started("b");
        flow.failed("a");

        Seen spawn = flow.spawn("a", "b");

        assertSent(spawn, "answer REPLAYED r1 QUEUED [a FAILED, b RUNNING]");
    }

    @Test
    void T6_aMixOfReplayedAndNewSpawnsIsRefusedAndReportsTheOldOnes() {
        create("a", "b");
        flow.started("b");
        flow.failed("a");

        Seen spawn = flow.spawn("b", "c");

        assertSent(spawn, "answer REJECTED TERMINAL r1 QUEUED [b RUNNING]");
    }

    @Test
    void T6_aFlowThatIsFailingCannotFinish() {
        create("a", "b");
        flow.started("b");
        flow.failed("a");

        Seen finish = flow.finish();

        assertSent(finish, "answer REJECTED TERMINAL r1 QUEUED");
    }

    @Test
    void T6_aCancelMeanwhileWins() {
        create("a", "b");
        flow.started("b");
        flow.failed("a");

        Seen cancel = flow.requestCancel("enough", 30_000L);

        assertSent(
                cancel,
                "stop b#1 dispatch-2 'task a ended FAILED' by PT30S",
                "7 r2 FLOW_CANCEL_REQUESTED 'enough'",
                "answer ACCEPTED r2 QUEUED");
    }

    @Test
    void T6_afterACancelMeanwhileTheFlowEndsCancelled() {
        create("a", "b");
        flow.started("b");
        flow.failed("a");
        flow.requestCancel();

        Seen last = flow.completed("b", TaskOutcome.CANCELLED);

        assertSent(
                last,
                "8 r2 TASK_STATUS_CHANGED b#1 CANCELLED",
                "9 r3 FLOW_SETTLED CANCELLED",
                "settled CANCELLED r3 at PT0S: 2 tasks, 1 failed, 1 cancelled, because 'no longer needed'");
    }

    @Test
    void T6_theGraceOfACancelMeanwhileHolds() {
        create("a", "b");
        flow.started("b");
        flow.failed("a");
        flow.requestCancel("enough", 30_000L);

        Seen later = taskflow.passes(Duration.ofMinutes(10));

        assertThat(later.transcript())
                .contains("settled CANCELLED r3 at PT30S: 2 tasks, 1 failed, 1 lost, because 'enough'");
    }

    @Test
    void T6_theGraceOfACancelMeanwhileHoldsAlsoIfItIsLonger() {
        create("a", "b");
        flow.started("b");
        flow.failed("a");
        flow.requestCancel("enough", 120_000L);

        Seen later = taskflow.passes(Duration.ofMinutes(10));

        assertThat(later.transcript())
                .contains("settled CANCELLED r3 at PT2M: 2 tasks, 1 failed, 1 lost, because 'enough'");
    }

    @Test
    void T6_aFailureAfterTheCancelIntentStopsNobody() {
        create("a", "b");
        flow.started("a");
        flow.started("b");
        flow.requestCancel();

        Seen failed = flow.failed("a");

        assertSent(failed, "9 r2 TASK_STATUS_CHANGED a#1 FAILED (boom)");
    }

    @Test
    void T6_aFailureAfterTheEndStopsNobody() {
        create(create -> create.setClosePolicy(ClosePolicy.ABANDON_TASKS).setTasks(FlowDsl.specs("a", "b")));
        flow.finish();

        Seen failed = flow.failed("a");

        assertSent(failed, "5 r2 TASK_STATUS_CHANGED a#1 FAILED (boom)");
        assertThat(stored("b").status()).isEqualTo(TaskStatus.QUEUED);
    }

    @Test
    void T6_withContinueAFailureStopsNobody() {
        flow.create("a", "b");

        Seen failed = flow.failed("a");

        assertSent(failed, "4 r1 TASK_STATUS_CHANGED a#1 FAILED (boom)");
    }

    private void create(String... runIds) {
        create(create -> create.setTasks(FlowDsl.specs(runIds)));
    }

    private void create(TaskSpec.Builder... specs) {
        create(create -> create.setTasks(
                Arrays.stream(specs).map(TaskSpec.Builder::build).toList()));
    }

    private void create(UnaryOperator<CreateFlow.Builder> changes) {
        flow.create(create -> changes.apply(create.setOnTaskFailure(TaskFailurePolicy.CANCEL_SIBLINGS)));
    }
}
