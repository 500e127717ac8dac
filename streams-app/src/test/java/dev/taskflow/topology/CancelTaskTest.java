package dev.taskflow.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.v1.CancelTask;
import dev.taskflow.v1.ClosePolicy;
import dev.taskflow.v1.Completion;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.TaskOutcome;
import dev.taskflow.v1.TaskStatus;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** {@code CancelTask}, and cancel of mirrored flows: rule K9. */
class CancelTaskTest extends RuleTest {

    @Test
    void K9_aQueuedTaskIsCancelledAtOnce() {
        flow.create("a", "b");

        Seen cancel = flow.cancelTask("a");

        assertSent(
                cancel,
                "stop a#1 dispatch-1 'not this one'",
                "4 r1 TASK_STATUS_CHANGED a#1 CANCELLED by none",
                "answer ACCEPTED r1 QUEUED [a CANCELLED]");
        assertThat(stored().tasks().active()).isEqualTo(1);
        assertThat(stored().cancelIntent()).isNull();
    }

    @Test
    void K9_aRunningTaskIsToldAndStaysActive() {
        flow.create("a", "b");
        flow.started("a");
        flow.started("b");

        Seen cancel = flow.cancelTask("a");

        assertSent(
                cancel,
                "stop a#1 dispatch-1 'not this one' by PT1M",
                "6 r1 TASK_CANCEL_REQUESTED a#1 'not this one'",
                "answer ACCEPTED r1 QUEUED [a RUNNING]");
        assertThat(stored("b").cancelRequestedAt()).isNull();
    }

    @Test
    void K9_theLastTaskThatWasCancelledByItselfDoesNotEndAnExplicitFlow() {
        flow.create("a");
        flow.started("a");
        flow.cancelTask("a");

        Seen last = flow.completed("a", TaskOutcome.CANCELLED);

        assertSent(last, "5 r1 TASK_STATUS_CHANGED a#1 CANCELLED");
        assertThat(stored().isTerminal()).isFalse();
    }

    @Test
    void K9_theLastTaskThatIsCancelledByItselfEndsASealedFlow() {
        flow.create(create -> create.setCompletion(Completion.WHEN_TASKS_SETTLE).setTasks(FlowDsl.specs("a", "b")));
        flow.succeeded("b");

        Seen cancel = flow.cancelTask("a");

        assertSent(
                cancel,
                "stop a#1 dispatch-1 'not this one'",
                "5 r1 TASK_STATUS_CHANGED a#1 CANCELLED by none",
                "6 r2 FLOW_SETTLED FAILED",
                "settled FAILED r2 at PT0S: 2 tasks, 1 succeeded, 1 cancelled",
                "answer ACCEPTED r2 FAILED [a CANCELLED]");
    }

    @Test
    void K9_aTaskThatWaitsForItsNextAttemptIsCancelledAtOnce() {
        flow.createWith(FlowDsl.retriedSpec("a"));
        flow.failed("a");

        Seen cancel = flow.cancelTask("a");

        assertSent(
                cancel,
                "stop a#1 dispatch-1 'not this one'",
                "4 r1 TASK_STATUS_CHANGED a#1 CANCELLED by none",
                "answer ACCEPTED r1 QUEUED [a CANCELLED]");
        assertNothingSent(taskflow.passes(Duration.ofMinutes(1)));
    }

    @Test
    void K9_aTaskThatWasToldToStopIsNotTriedAgain() {
        flow.createWith(FlowDsl.retriedSpec("a"));
        flow.started("a");
        flow.cancelTask("a");

        Seen failed = flow.failed("a");

        assertSent(failed, "5 r1 TASK_STATUS_CHANGED a#1 FAILED (boom)");
    }

    @Test
    void K9_anEndedTaskIsAReplay() {
        flow.create("a");
        flow.succeeded("a");

        Seen cancel = flow.cancelTask("a");

        assertSent(cancel, "answer REPLAYED r1 QUEUED [a SUCCEEDED]");
    }

    @Test
    void K9_anUnknownTaskIsNotFound() {
        flow.create("a");

        Seen cancel = flow.cancelTask("z");

        assertSent(cancel, "answer REJECTED NOT_FOUND");
        assertThat(cancel.result().getMessage().orElseThrow()).contains("flow-1", "z");
    }

    @Test
    void K9_aTaskOfAnotherOwnerIsNotFound() {
        flow.create("a");

        Seen cancel = flow.as("someone-else").cancelTask("a");

        assertSent(cancel, "answer REJECTED NOT_FOUND");
        assertThat(stored("a").status()).isEqualTo(TaskStatus.QUEUED);
    }

    @Test
    void K9_aSecondCancelOfARunningTaskTellsItAgainAndMovesNoGrace() {
        flow.create("a");
        flow.started("a");
        flow.cancelTask("a");
        taskflow.passes(Duration.ofSeconds(10));

        Seen second = flow.cancelTask("a");

        assertSent(second, "stop a#1 dispatch-1 'not this one' by PT1M", "answer REPLAYED r1 QUEUED [a RUNNING]");
    }

    @Test
    void K9_theRedeliveryOfACancelIsAReplay() {
        flow.create("a");
        FlowCommand cancel =
                flow.command().setCancelTask(new CancelTask("a", null)).build();
        taskflow.send(cancel);

        Seen again = taskflow.send(cancel);

        assertSent(again, "answer REPLAYED r1 QUEUED [a CANCELLED]");
    }

    @Test
    void K9_aRunningTaskOfACancelledFlowIsToldAgain() {
        flow.create("a");
        flow.started("a");
        flow.requestCancel();

        Seen cancel = flow.cancelTask("a");

        assertSent(cancel, "stop a#1 dispatch-1 'no longer needed' by PT1M", "answer REPLAYED r2 QUEUED [a RUNNING]");
    }

    @Test
    void K9_anAbandonedTaskOfAnEndedFlowIsToldThoughTheCommandIsRefused() {
        flow.create(create -> create.setClosePolicy(ClosePolicy.ABANDON_TASKS).setTasks(FlowDsl.specs("a")));
        flow.started("a");
        flow.finish();

        Seen cancel = flow.cancelTask("a");

        assertSent(
                cancel,
                "stop a#1 dispatch-1 'not this one' by PT1M",
                "5 r2 TASK_CANCEL_REQUESTED a#1 'not this one'",
                "answer REJECTED TERMINAL r2 SUCCEEDED [a RUNNING]");
    }

    @Test
    void K9_aMirroredFlowFollowsItsQueuedTask() {
        flow.createMirrored("a");

        Seen cancel = flow.cancelTask("a");

        assertSent(
                cancel,
                "stop a#1 dispatch-1 'not this one'",
                "3 r1 TASK_STATUS_CHANGED a#1 CANCELLED by none",
                "4 r2 FLOW_SETTLED CANCELLED",
                "settled CANCELLED r2 at PT0S: 1 tasks, 1 cancelled",
                "answer ACCEPTED r2 CANCELLED [a CANCELLED]");
    }

    @Test
    void K9_aMirroredFlowFollowsItsRunningTask() {
        flow.createMirrored("a");
        flow.started("a");
        flow.cancelTask("a");

        Seen last = flow.completed("a", TaskOutcome.CANCELLED);

        assertSent(
                last,
                "6 r2 TASK_STATUS_CHANGED a#1 CANCELLED",
                "7 r3 FLOW_SETTLED CANCELLED",
                "settled CANCELLED r3 at PT0S: 1 tasks, 1 cancelled");
    }

    @Test
    void K9_aMirroredFlowFollowsItsTaskAlsoIfThatSucceedsAfterTheCancel() {
        flow.createMirrored("a");
        flow.started("a");
        flow.cancelTask("a");

        Seen last = flow.succeeded("a");

        assertSent(
                last,
                "6 r2 TASK_STATUS_CHANGED a#1 SUCCEEDED",
                "7 r3 FLOW_SETTLED SUCCEEDED",
                "settled SUCCEEDED r3 at PT0S: 1 tasks, 1 succeeded");
    }

    @Test
    void K9_aCancelOfAMirroredFlowCancelsItsQueuedTask() {
        flow.createMirrored("a");

        Seen cancel = flow.requestCancel();

        assertSent(
                cancel,
                "stop a#1 dispatch-1 'no longer needed' by PT1M",
                "3 r2 FLOW_CANCEL_REQUESTED 'no longer needed'",
                "4 r2 TASK_STATUS_CHANGED a#1 CANCELLED by none",
                "5 r3 FLOW_SETTLED CANCELLED",
                "settled CANCELLED r3 at PT0S: 1 tasks, 1 cancelled, because 'no longer needed'",
                "answer ACCEPTED r3 CANCELLED");
    }

    @Test
    void K9_aCancelOfAMirroredFlowTellsItsRunningTask() {
        flow.createMirrored("a");
        flow.started("a");

        Seen cancel = flow.requestCancel();

        assertSent(
                cancel,
                "stop a#1 dispatch-1 'no longer needed' by PT1M",
                "5 r3 FLOW_CANCEL_REQUESTED 'no longer needed'",
                "6 r3 TASK_CANCEL_REQUESTED a#1 'no longer needed'",
                "answer ACCEPTED r3 RUNNING");
    }

    @Test
    void K9_aMirroredFlowIsCancelledWithTheReportOfItsTask() {
        flow.createMirrored("a");
        flow.started("a");
        flow.requestCancel();

        Seen last = flow.completed("a", TaskOutcome.CANCELLED);

        assertSent(
                last,
                "7 r3 TASK_STATUS_CHANGED a#1 CANCELLED",
                "8 r4 FLOW_SETTLED CANCELLED",
                "settled CANCELLED r4 at PT0S: 1 tasks, 1 cancelled, because 'no longer needed'");
    }
}
