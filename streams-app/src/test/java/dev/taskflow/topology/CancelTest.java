package dev.taskflow.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.taskflow.rules.Settings;
import dev.taskflow.rules.Task;
import dev.taskflow.rules.Wait;
import dev.taskflow.v1.Completion;
import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.TaskCancellation;
import dev.taskflow.v1.TaskOutcome;
import dev.taskflow.v1.TaskStatus;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** {@code RequestCancel} on a managed flow: rules K0 to K4, K10. */
class CancelTest extends RuleTest {

    @Test
    void K0_aSpawnIsEitherBeforeTheIntentAndCancelledWithItOrRefused() {
        flow.create("a");
        flow.spawn("b");
        flow.requestCancel();

        Seen late = flow.spawn("c");

        assertSent(late, "answer REJECTED CANCEL_REQUESTED r3 CANCELLED");
        assertThat(taskflow.storedTasks(flow.id()))
                .extracting(Task::runId, Task::status)
                .containsExactly(tuple("a", TaskStatus.CANCELLED), tuple("b", TaskStatus.CANCELLED));
    }

    @Test
    void K1_theIntentIsRecordedBeforeChildrenAreToldAndBeforeTheEnd() {
        flow.create("a", "b");
        flow.started("b");
        flow.succeeded("b");

        Seen cancel = flow.requestCancel();

        assertSent(
                cancel,
                "stop a#1 dispatch-1 'no longer needed' by PT1M",
                "6 r2 FLOW_CANCEL_REQUESTED 'no longer needed'",
                "7 r2 TASK_STATUS_CHANGED a#1 CANCELLED by none",
                "8 r3 FLOW_SETTLED CANCELLED",
                "settled CANCELLED r3 at PT0S: 2 tasks, 1 succeeded, 1 cancelled, because 'no longer needed'",
                "answer ACCEPTED r3 CANCELLED");
    }

    @Test
    void K1_theIntentKeepsItsFirstTimeAndReason() {
        flow.create("a");
        flow.started("a");
        flow.requestCancel("first", null);
        taskflow.passes(Duration.ofSeconds(5));
        flow.requestCancel("second", null);

        Seen last = flow.succeeded("a");

        assertThat(last.settlement().getCancelReason()).contains("first");
        assertThat(last.settlement().getCancelRequestedAt()).contains(TaskFlowDriver.START);
    }

    @Test
    void K1_aReasonIsOptional() {
        flow.create("a");
        flow.started("a");

        Seen cancel = flow.requestCancel(null, null);

        assertSent(
                cancel,
                "stop a#1 dispatch-1 by PT1M",
                "4 r2 FLOW_CANCEL_REQUESTED",
                "5 r2 TASK_CANCEL_REQUESTED a#1",
                "answer ACCEPTED r2 QUEUED");
    }

    @Test
    void K2_queuedChildrenAreCancelledAtOnceAndRunningOnesAreTold() {
        flow.create("a", "b", "c");
        flow.started("b");
        flow.succeeded("c");

        Seen cancel = flow.requestCancel();

        assertSent(
                cancel,
                "stop a#1 dispatch-1 'no longer needed' by PT1M",
                "stop b#1 dispatch-2 'no longer needed' by PT1M",
                "7 r2 FLOW_CANCEL_REQUESTED 'no longer needed'",
                "8 r2 TASK_STATUS_CHANGED a#1 CANCELLED by none",
                "9 r2 TASK_CANCEL_REQUESTED b#1 'no longer needed'",
                "answer ACCEPTED r2 QUEUED");
        assertThat(stored("b").status()).isEqualTo(TaskStatus.RUNNING);
        assertThat(stored().tasks().active()).isEqualTo(1);
    }

    @Test
    void K2_theCancellationNamesTheExecutionThatIsToStop() {
        flow.createWith(FlowDsl.spec("a").setRuntime("gpu"));
        flow.started("a");
        taskflow.passes(Duration.ofSeconds(2));

        Seen cancel = flow.requestCancel("enough", 5_000L);

        assertThat(cancel.cancellations())
                .containsExactly(new TaskCancellation(
                        "flow-1/a",
                        "flow-1",
                        "a",
                        "gpu",
                        1,
                        "dispatch-1",
                        "enough",
                        TaskFlowDriver.START.plusSeconds(2),
                        TaskFlowDriver.START.plusSeconds(7)));
        assertThat(cancel.cancellationRecords().get(0).key()).isEqualTo("flow-1/a");
    }

    @Test
    void K2_aChildThatWaitsForItsNextAttemptIsCancelledAtOnce() {
        givenAWaitingForItsSecondAttempt();

        Seen cancel = flow.requestCancel();

        assertSent( // it was dispatched once, so that attempt's worker is told
                cancel,
                "stop a#1 dispatch-1 'no longer needed' by PT1M",
                "5 r2 FLOW_CANCEL_REQUESTED 'no longer needed'",
                "6 r2 TASK_STATUS_CHANGED a#1 CANCELLED by none",
                "7 r3 FLOW_SETTLED CANCELLED",
                "settled CANCELLED r3 at PT0S: 1 tasks, 1 cancelled, because 'no longer needed'",
                "answer ACCEPTED r3 CANCELLED");
    }

    @Test
    void K2_noAttemptFollowsACancelDuringTheBackoff() {
        givenAWaitingForItsSecondAttempt();
        flow.requestCancel();

        Seen later = taskflow.passes(Duration.ofMinutes(5));

        assertNothingSent(later);
    }

    @Test
    void K3_lastActiveChildSettlesTheFlow() {
        flow.create("a", "b", "c");
        flow.started("a");
        flow.started("b");
        flow.requestCancel();
        flow.succeeded("a");
        taskflow.passes(Duration.ofSeconds(5));

        Seen last = flow.completed("b", TaskOutcome.CANCELLED);

        assertSent(
                last,
                "12 r2 TASK_STATUS_CHANGED b#1 CANCELLED",
                "13 r3 FLOW_SETTLED CANCELLED",
                "settled CANCELLED r3 at PT5S: 3 tasks, 1 succeeded, 2 cancelled, because 'no longer needed'");
        assertThat(stored().endedAt()).isEqualTo(stored("b").endedAt()).isEqualTo(TaskFlowDriver.START.plusSeconds(5));
    }

    @Test
    void K3_aChildThatIsNotTheLastSettlesNothing() {
        flow.create("a", "b");
        flow.started("a");
        flow.started("b");
        flow.requestCancel();

        Seen first = flow.completed("a", TaskOutcome.CANCELLED);

        assertSent(first, "9 r2 TASK_STATUS_CHANGED a#1 CANCELLED");
        assertThat(stored().isTerminal()).isFalse();
    }

    @Test
    void K3_withNoActiveChildTheFlowIsCancelledAtOnce() {
        flow.create();

        Seen cancel = flow.requestCancel();

        assertSent(
                cancel,
                "2 r2 FLOW_CANCEL_REQUESTED 'no longer needed'",
                "3 r3 FLOW_SETTLED CANCELLED",
                "settled CANCELLED r3 at PT0S: 0 tasks, because 'no longer needed'",
                "answer ACCEPTED r3 CANCELLED");
    }

    @Test
    void K3_waitAndBlockFieldsAreCleared() {
        flow.create();
        flow.setWaiting(waiting -> waiting.setWaitJson("{}")
                .setStateJson("{\"n\":1}")
                .setCurrentStep("asked")
                .setBlockedTaskId("a")
                .setBlockedSummary("stuck")
                .setWakeAt(TaskFlowDriver.START.plusSeconds(60)));

        Seen cancel = flow.requestCancel();

        assertSent(
                cancel,
                "3 r3 FLOW_CANCEL_REQUESTED 'no longer needed'",
                "4 r4 FLOW_SETTLED CANCELLED",
                "settled CANCELLED r4 at PT0S: 0 tasks, because 'no longer needed'",
                "answer ACCEPTED r4 CANCELLED");
        assertThat(stored().waiting()).isEqualTo(Wait.NONE);
        assertThat(stored().stateJson()).isEqualTo("{\"n\":1}");
        assertThat(stored().currentStep()).isEqualTo("asked");
    }

    @Test
    void K4_aChildMayStillSucceedAfterTheIntent() {
        flow.create("a");
        flow.started("a");
        flow.requestCancel();

        Seen last = flow.succeeded("a");

        assertSent(
                last,
                "6 r2 TASK_STATUS_CHANGED a#1 SUCCEEDED",
                "7 r3 FLOW_SETTLED CANCELLED",
                "settled CANCELLED r3 at PT0S: 1 tasks, 1 succeeded, because 'no longer needed'");
        assertThat(stored("a").status()).isEqualTo(TaskStatus.SUCCEEDED);
    }

    @Test
    void K4_aChildMayStillFailAfterTheIntentAndIsNotTriedAgain() {
        flow.createWith(FlowDsl.retriedSpec("a"));
        flow.started("a");
        flow.requestCancel();

        Seen last = flow.failed("a");

        assertSent(
                last,
                "6 r2 TASK_STATUS_CHANGED a#1 FAILED (boom)",
                "7 r3 FLOW_SETTLED CANCELLED",
                "settled CANCELLED r3 at PT0S: 1 tasks, 1 failed, because 'no longer needed'");
        assertThat(stored("a").status()).isEqualTo(TaskStatus.FAILED);
    }

    @Test
    void K4_alsoTheOutcomeOfASealedFlowIsCancelled() {
        flow.create(create -> create.setCompletion(Completion.WHEN_TASKS_SETTLE).setTasks(FlowDsl.specs("a")));
        flow.started("a");
        flow.requestCancel();

        Seen last = flow.succeeded("a");

        assertThat(last.settlement().getStatus()).isEqualTo(FlowStatus.CANCELLED);
    }

    @Test
    void K10_theCancelOfALargeFlowIsExactAndLeavesOtherFlowsAlone() {
        flow.create();
        for (int batch = 0; batch < 3; batch++) {
            int from = batch * 1_000;
            flow.spawn(IntStream.range(from, from + 1_000)
                    .mapToObj(n -> "run-" + n)
                    .toArray(String[]::new));
        }
        FlowDsl neighbour = taskflow.flow("flow-2");
        neighbour.create("a");
        flow.started("run-7");

        Seen cancel = flow.requestCancel();
        Seen afterwards = taskflow.passes(Duration.ofSeconds(40));

        assertThat(cancel.cancellations()).hasSize(Settings.DEFAULT_CHILDREN_PER_STEP);
        assertThat(cancel.and(afterwards).cancellations()).hasSize(3_000).allMatch(stop -> stop.getFlowId()
                .equals("flow-1"));
        assertThat(stored().tasks().cancelled()).isEqualTo(2_999);
        assertThat(stored().tasks().active()).isEqualTo(1);
        assertThat(taskflow.storedTask("flow-2", "a")).extracting(Task::status).isEqualTo(TaskStatus.QUEUED);
    }

    private void givenAWaitingForItsSecondAttempt() {
        flow.createWith(FlowDsl.retriedSpec("a"));
        flow.started("a");
        flow.failed("a");
    }
}
