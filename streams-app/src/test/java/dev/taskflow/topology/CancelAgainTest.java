package dev.taskflow.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.v1.ClosePolicy;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.RequestCancel;
import dev.taskflow.v1.TaskStarted;
import dev.taskflow.v1.TaskStatus;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** {@code RequestCancel} once more or too late, and starts that come too late: rules K5, K6, K8. */
class CancelAgainTest extends RuleTest {

    @Test
    void K5_aSecondCancelIsReplayedAndTellsTheActiveChildrenAgain() {
        flow.create("a", "b", "c");
        flow.started("a");
        flow.started("b");
        flow.requestCancel("first", null);
        flow.succeeded("b");
        taskflow.passes(Duration.ofSeconds(10));

        Seen second = flow.requestCancel("second", 1_000L);

        assertSent(second, "stop a#1 dispatch-1 'first' by PT1M", "answer REPLAYED r2 QUEUED");
        assertThat(second.cancellations().get(0).getRequestedAt()).isEqualTo(TaskFlowDriver.START);
    }

    @Test
    void K5_aSecondCancelDoesNotMoveTheGrace() {
        flow.create("a");
        flow.started("a");
        flow.requestCancel("first", 10_000L);
        flow.requestCancel("second", 60_000L);

        Seen later = taskflow.passes(Duration.ofSeconds(10));

        assertThat(later.settlement().getStatus()).isEqualTo(FlowStatus.CANCELLED);
        assertThat(later.settlement().getTasks().getLost()).isEqualTo(1);
    }

    @Test
    void K5_theRedeliveryOfTheCancelOnAnOpenFlowTellsTheActiveChildrenAgain() {
        flow.create("a");
        flow.started("a");
        FlowCommand cancel = cancelCommand();
        taskflow.send(cancel);

        Seen again = taskflow.send(cancel);

        assertSent(again, "stop a#1 dispatch-1 'enough' by PT1M", "answer REPLAYED r2 QUEUED");
    }

    @Test
    void K5_theRedeliveryOfTheCancelThatSettledTheFlowIsReplayed() {
        flow.create("a");
        FlowCommand cancel = cancelCommand();
        taskflow.send(cancel);

        Seen again = taskflow.send(cancel);

        assertSent(again, "answer REPLAYED r3 CANCELLED");
    }

    @Test
    void K5_theRedeliveryOfTheCancelIsReplayedAlsoWhenALaterReportSettledTheFlow() {
        flow.create("a");
        flow.started("a");
        FlowCommand cancel = cancelCommand();
        taskflow.send(cancel);
        flow.succeeded("a");

        Seen again = taskflow.send(cancel);

        assertSent(again, "answer REPLAYED r3 CANCELLED");
    }

    @Test
    void K6_aCancelOfAnEndedFlowIsRefusedButStopsAbandonedChildren() {
        flow.create(create -> create.setClosePolicy(ClosePolicy.ABANDON_TASKS).setTasks(FlowDsl.specs("a", "b")));
        flow.started("a");
        flow.finish();

        Seen cancel = flow.requestCancel();

        assertSent(
                cancel,
                "stop a#1 dispatch-1 'no longer needed' by PT1M",
                "stop b#1 dispatch-2 'no longer needed' by PT1M",
                "6 r2 TASK_CANCEL_REQUESTED a#1 'no longer needed'",
                "7 r2 TASK_STATUS_CHANGED b#1 CANCELLED by none",
                "answer REJECTED TERMINAL r2 SUCCEEDED");
        assertThat(stored().status()).isEqualTo(FlowStatus.SUCCEEDED);
        assertThat(stored().cancelIntent()).isNull();
    }

    @Test
    void K6_childrenThatWereToldBeforeAreToldAgain() {
        flow.create("a");
        flow.started("a");
        flow.finish();
        taskflow.passes(Duration.ofSeconds(10));

        Seen cancel = flow.requestCancel();

        assertSent(cancel, "stop a#1 dispatch-1 'flow finished' by PT1M", "answer REJECTED TERMINAL r2 SUCCEEDED");
    }

    @Test
    void K6_withNoActiveChildTheCancelOfAnEndedFlowIsOnlyRefused() {
        flow.create("a");
        flow.succeeded("a");
        flow.finish();

        Seen cancel = flow.requestCancel();

        assertSent(cancel, "answer REJECTED TERMINAL r2 SUCCEEDED");
    }

    @Test
    void K6_anotherCancelOfACancelledFlowIsRefused() {
        flow.create("a");
        flow.requestCancel();

        Seen another = flow.requestCancel();

        assertSent(another, "answer REJECTED TERMINAL r3 CANCELLED");
    }

    @Test
    void K6_aRefusedCancelIsRefusedAgainWhenItIsRedelivered() {
        flow.create();
        flow.finish();
        FlowCommand cancel = cancelCommand();
        taskflow.send(cancel);

        Seen again = taskflow.send(cancel);

        assertSent(again, "answer REJECTED TERMINAL r2 SUCCEEDED");
    }

    @Test
    void K8_aWorkerThatStartsACancelledTaskIsToldToStop() {
        flow.create("a");
        flow.requestCancel();
        taskflow.passes(Duration.ofSeconds(3));

        Seen started = flow.started("a");

        assertSent(started, "stop a#1 dispatch-1 'no longer needed' by PT1M");
        assertThat(stored("a").status()).isEqualTo(TaskStatus.CANCELLED);
    }

    @Test
    void K8_aStartOfATaskThatWasCancelledByItselfIsAnsweredToo() {
        flow.create("a");
        flow.cancelTask("a");

        Seen started = flow.started("a");

        assertThat(started.transcript()).singleElement().asString().startsWith("stop a#1 dispatch-1");
    }

    @Test
    void K8_onlyTheWorkerThatGotTheTaskIsAnswered() {
        flow.create("a");
        flow.requestCancel();

        Seen forged = flow.report(flow.reportOf("a").setDispatchId("forged").setStarted(new TaskStarted()));

        assertNothingSent(forged);
    }

    @Test
    void K8_aStartOfATaskThatEndedOtherwiseIsNotAnswered() {
        flow.create("a");
        flow.succeeded("a");
        flow.requestCancel();

        Seen started = flow.started("a");

        assertNothingSent(started);
    }

    private FlowCommand cancelCommand() {
        return flow.command()
                .setRequestCancel(new RequestCancel("enough", null))
                .build();
    }
}
