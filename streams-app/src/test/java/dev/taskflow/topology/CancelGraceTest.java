package dev.taskflow.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.v1.ClosePolicy;
import dev.taskflow.v1.TaskFailurePolicy;
import dev.taskflow.v1.TaskOutcome;
import dev.taskflow.v1.TaskStatus;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What becomes of children that do not report after they were told to stop: rule K7. */
class CancelGraceTest extends RuleTest {

    @Test
    void K7_childrenStillActiveWhenTheGraceHasPassedAreLostAndTheFlowSettles() {
        flow.create("a", "b", "c", "d");
        flow.started("a");
        flow.started("b");
        flow.started("c");
        flow.requestCancel("enough", 30_000L);
        flow.succeeded("b");

        Seen later = taskflow.passes(Duration.ofMinutes(10));

        assertSent(
                later,
                "15 r2 TASK_STATUS_CHANGED a#1 LOST (cancel-grace-elapsed) by none",
                "16 r2 TASK_STATUS_CHANGED c#1 LOST (cancel-grace-elapsed) by none",
                "17 r3 FLOW_SETTLED CANCELLED",
                "settled CANCELLED r3 at PT30S: 4 tasks, 1 succeeded, 1 cancelled, 2 lost, because 'enough'");
        assertThat(stored().endedAt()).isEqualTo(stored("c").endedAt());
    }

    @Test
    void K7_nothingIsLostBeforeTheGraceHasPassed() {
        flow.create("a");
        flow.started("a");
        flow.requestCancel("enough", 30_000L);

        Seen later = taskflow.passes(Duration.ofSeconds(29));

        assertNothingSent(later);
    }

    @Test
    void K7_aChildThatReportsInTimeIsNotLost() {
        flow.create("a");
        flow.started("a");
        flow.requestCancel("enough", 30_000L);
        flow.completed("a", TaskOutcome.CANCELLED);

        Seen later = taskflow.passes(Duration.ofMinutes(10));

        assertNothingSent(later);
    }

    @Test
    void K7_theCommandsGraceComesBeforeTheFlows() {
        flow.create(create -> create.setCancelGraceMs(40_000L).setTasks(FlowDsl.specs("a")));
        flow.started("a");

        Seen cancel = flow.requestCancel("enough", 30_000L);

        assertThat(cancel.transcript()).contains("stop a#1 dispatch-1 'enough' by PT30S");
    }

    @Test
    void K7_theFlowsGraceComesBeforeTheConfiguredOne() {
        flow.create(create -> create.setCancelGraceMs(40_000L).setTasks(FlowDsl.specs("a")));
        flow.started("a");
        flow.requestCancel();

        Seen later = taskflow.passes(Duration.ofMinutes(10));

        assertThat(later.transcript())
                .contains("settled CANCELLED r3 at PT40S: 1 tasks, 1 lost, because 'no longer needed'");
    }

    @Test
    void K7_theConfiguredGraceHoldsWhereNeitherSays() {
        flow.create("a");
        flow.started("a");
        flow.requestCancel();

        Seen later = taskflow.passes(Duration.ofMinutes(10));

        assertThat(later.transcript())
                .contains("settled CANCELLED r3 at PT1M: 1 tasks, 1 lost, because 'no longer needed'");
    }

    @Test
    void K7_aGraceOfZeroIsOverAtOnce() {
        flow.create("a");
        flow.started("a");
        flow.requestCancel("now", 0L);

        Seen later = taskflow.passes(Duration.ofSeconds(1));

        assertSent(
                later,
                "6 r2 TASK_STATUS_CHANGED a#1 LOST (cancel-grace-elapsed) by none",
                "7 r3 FLOW_SETTLED CANCELLED",
                "settled CANCELLED r3 at PT1S: 1 tasks, 1 lost, because 'now'");
    }

    @Test
    void K7_aLateReportIsIgnored() {
        flow.create("a");
        flow.started("a");
        flow.requestCancel();
        taskflow.passes(Duration.ofMinutes(2));

        Seen late = flow.succeeded("a");

        assertNothingSent(late);
        assertThat(stored("a").status()).isEqualTo(TaskStatus.LOST);
        assertThat(taskflow.counted("ignored-already-ended")).isEqualTo(1);
    }

    @Test
    void K7_alsoATaskThatWasCancelledByItselfIsLostWhenItsGraceHasPassed() {
        flow.create("a", "b");
        flow.started("a");
        flow.started("b");
        flow.cancelTask("a");

        Seen later = taskflow.passes(Duration.ofMinutes(10));

        assertSent(later, "7 r1 TASK_STATUS_CHANGED a#1 LOST (cancel-grace-elapsed) by none");
        assertThat(stored("a").endedAt()).isEqualTo(TaskFlowDriver.START.plusSeconds(60));
        assertThat(stored("b").status()).isEqualTo(TaskStatus.RUNNING);
    }

    @Test
    void K7_aTaskThatWasCancelledByItselfIsNotLostOnceItHasReported() {
        flow.create("a");
        flow.started("a");
        flow.cancelTask("a");
        flow.succeeded("a");

        Seen later = taskflow.passes(Duration.ofMinutes(10));

        assertNothingSent(later);
    }

    @Test
    void K7_aTaskThatWasStoppedByItselfAndWithItsFlowHasTheShorterGrace() {
        flow.create("a");
        flow.started("a");
        flow.cancelTask("a");

        Seen cancel = flow.requestCancel("all of it", 5_000L);
        Seen later = taskflow.passes(Duration.ofMinutes(10));

        assertThat(cancel.transcript()).contains("stop a#1 dispatch-1 'not this one' by PT5S");
        assertThat(later.transcript()).contains("settled CANCELLED r3 at PT5S: 1 tasks, 1 lost, because 'all of it'");
    }

    @Test
    void K7_aFlowThatIsCancelledLaterDoesNotLengthenTheGraceOfATaskThatWasTold() {
        flow.create("a");
        flow.started("a");
        flow.cancelTask("a");
        taskflow.passes(Duration.ofSeconds(50));

        Seen cancel = flow.requestCancel("all of it", 60_000L);
        Seen later = taskflow.passes(Duration.ofMinutes(10));

        assertThat(cancel.transcript()).contains("stop a#1 dispatch-1 'not this one' by PT1M");
        assertThat(later.transcript()).contains("settled CANCELLED r3 at PT1M: 1 tasks, 1 lost, because 'all of it'");
    }

    @Test
    void K7_childrenOfAFinishedFlowHaveTheFlowsGrace() {
        flow.create(create -> create.setCancelGraceMs(20_000L).setTasks(FlowDsl.specs("a", "b")));
        flow.started("a");

        Seen finish = flow.finish();
        Seen later = taskflow.passes(Duration.ofMinutes(10));

        assertSent(
                finish,
                "stop a#1 dispatch-1 'flow finished' by PT20S",
                "stop b#1 dispatch-2 'flow finished' by PT20S",
                "5 r1 TASK_CANCEL_REQUESTED a#1 'flow finished'",
                "6 r1 TASK_STATUS_CHANGED b#1 CANCELLED by none",
                "7 r2 FLOW_SETTLED SUCCEEDED",
                "settled SUCCEEDED r2 at PT0S: 2 tasks, 1 cancelled, 1 active",
                "answer ACCEPTED r2 SUCCEEDED");
        assertSent(later, "8 r2 TASK_STATUS_CHANGED a#1 LOST (cancel-grace-elapsed) by none");
    }

    @Test
    void K7_siblingsOfAFailedTaskHaveTheFlowsGrace() {
        flow.create(create -> create.setOnTaskFailure(TaskFailurePolicy.CANCEL_SIBLINGS)
                .setCancelGraceMs(20_000L)
                .setTasks(FlowDsl.specs("a", "b")));
        flow.started("b");
        flow.failed("a");

        Seen later = taskflow.passes(Duration.ofMinutes(10));

        assertSent(
                later,
                "7 r1 TASK_STATUS_CHANGED b#1 LOST (cancel-grace-elapsed) by none",
                "8 r2 FLOW_SETTLED FAILED",
                "settled FAILED r2 at PT20S: 2 tasks, 1 failed, 1 lost");
    }

    @Test
    void K7_abandonedChildrenThatAreToldByALaterCancelHaveItsGrace() {
        flow.create(create -> create.setClosePolicy(ClosePolicy.ABANDON_TASKS).setTasks(FlowDsl.specs("a")));
        flow.started("a");
        flow.finish();
        flow.requestCancel("enough", 10_000L); // K6

        Seen later = taskflow.passes(Duration.ofMinutes(10));

        assertSent(later, "6 r2 TASK_STATUS_CHANGED a#1 LOST (cancel-grace-elapsed) by none");
        assertThat(stored("a").endedAt()).isEqualTo(TaskFlowDriver.START.plusSeconds(10));
    }

    @Test
    void K7_abandonedChildrenThatNobodyToldHaveNoGrace() {
        flow.create(create -> create.setClosePolicy(ClosePolicy.ABANDON_TASKS).setTasks(FlowDsl.specs("a")));
        flow.started("a");
        flow.finish();

        Seen later = taskflow.passes(Duration.ofMinutes(10));

        assertNothingSent(later);
        assertThat(stored("a").status()).isEqualTo(TaskStatus.RUNNING);
    }

    @Test
    void K7_repeatedCancelsOfAnEndedFlowDoNotPutTheGraceOff() {
        flow.create("a");
        flow.started("a");
        flow.finish();
        taskflow.passes(Duration.ofSeconds(40));
        flow.requestCancel(); // K6

        Seen later = taskflow.passes(Duration.ofSeconds(20));

        assertSent(later, "6 r2 TASK_STATUS_CHANGED a#1 LOST (cancel-grace-elapsed) by none");
    }

    @Test
    void K2_aRunningChildStaysActiveUntilItsTimeRunsOut() {
        flow.createWith(FlowDsl.retriedSpec("a").setRunTimeoutMs(10_000L));
        flow.started("a");
        flow.requestCancel();

        Seen later = taskflow.passes(Duration.ofMinutes(10));

        assertSent(
                later,
                "stop a#1 dispatch-1 'run-timeout' by PT1M",
                "6 r2 TASK_STATUS_CHANGED a#1 TIMED_OUT (run-timeout) by none",
                "7 r3 FLOW_SETTLED CANCELLED",
                "settled CANCELLED r3 at PT10S: 1 tasks, 1 timed out, because 'no longer needed'");
    }
}
