package dev.taskflow.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.rules.Limits;
import dev.taskflow.rules.Settings;
import dev.taskflow.v1.ClosePolicy;
import dev.taskflow.v1.Finish;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.FlowSettled;
import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.RejectionCode;
import dev.taskflow.v1.TaskCounts;
import dev.taskflow.v1.TaskFailurePolicy;
import dev.taskflow.v1.TaskSpec;
import dev.taskflow.v1.TaskStatus;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The children of a flow are stopped in bounded steps, and what comes between two steps finds them stopped: rule K10. */
class SweepTest extends RuleTest {
    private static final Settings TWO_AT_A_TIME = new Settings(
            Limits.DEFAULT, TaskFlowDriver.GRACE, TaskFlowDriver.RUNTIMES, Settings.DEFAULT_RETENTION, 2, 0);

    SweepTest() {
        super(TaskFlowDriver.firingOneTimerAtATime(TWO_AT_A_TIME));
    }

    @BeforeEach
    void timersMayFire() {
        taskflow.passes(Duration.ofSeconds(2));
    }

    @Test
    void K10_aCancelTellsTwoChildrenAStepAndSettlesWithTheLast() {
        flow.create("a", "b", "c", "d", "e");

        Seen cancel = flow.requestCancel();

        assertThat(cancel.acceptance().getStatus()).contains(FlowStatus.QUEUED);
        assertThat(cancel.toldToStop()).containsExactly("a", "b");
        assertThat(step().toldToStop()).containsExactly("c", "d");
        Seen last = step();
        assertThat(last.toldToStop()).containsExactly("e");
        assertThat(last.settlement().getStatus()).isEqualTo(FlowStatus.CANCELLED);
        assertThat(last.settlement().getTasks()).isEqualTo(counts(5, 0, 0, 5, 0, 0));
        assertThat(last.settlement().getRevision()).as("C6").isEqualTo(3);
        assertNothingMoreHappens();
    }

    @Test
    void K10_aWalkThatEndsWithAFullStepNeedsNoOther() {
        flow.create("a", "b", "c", "d");
        flow.requestCancel();

        Seen last = step();

        assertThat(last.settlement().getTasks()).isEqualTo(counts(4, 0, 0, 4, 0, 0));
        assertNothingMoreHappens();
    }

    @Test
    void K10_anUnreachedChildThatStartsIsCancelled() {
        flow.create("a", "b", "c", "d", "e");
        flow.requestCancel();

        Seen started = flow.started("e");

        assertSent(
                started,
                "stop e#1 dispatch-5 'no longer needed' by PT1M2S",
                "10 r2 TASK_STATUS_CHANGED e#1 CANCELLED by none");
        assertThat(walkedToTheEnd().getTasks()).isEqualTo(counts(5, 0, 0, 5, 0, 0));
    }

    @Test
    void K10_anUnreachedChildThatReportsProgressIsCancelled() {
        flow.create("a", "b", "c", "d", "e");
        flow.requestCancel();

        Seen progress = flow.progress("d", "half way");

        assertThat(progress.toldToStop()).containsExactly("d");
        assertThat(stored("d").status()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(walkedToTheEnd().getTasks()).isEqualTo(counts(5, 0, 0, 5, 0, 0));
    }

    @Test
    void K4_anUnreachedChildThatHasCompletedCounts() {
        flow.create("a", "b", "c", "d", "e");
        flow.requestCancel();

        flow.succeeded("e");

        assertThat(walkedToTheEnd().getTasks()).isEqualTo(counts(5, 1, 0, 4, 0, 0));
    }

    @Test
    void K3_theLastActiveChildSettlesTheFlowAlthoughTheWalkIsNotThrough() {
        flow.create("a", "b", "c", "d", "e");
        flow.requestCancel();
        flow.succeeded("c");
        flow.succeeded("d");

        Seen last = flow.succeeded("e");

        assertThat(last.settlement().getTasks()).isEqualTo(counts(5, 3, 0, 2, 0, 0));
        assertNothingMoreHappens();
    }

    @Test
    void T3_anUnreachedChildIsNotTriedAgain() {
        flow.createWith(retried("a"), retried("b"), retried("c"), retried("d"), retried("e"));
        flow.requestCancel();

        flow.failed("e");

        assertThat(stored("e").status()).isEqualTo(TaskStatus.FAILED);
        assertThat(walkedToTheEnd().getTasks()).isEqualTo(counts(5, 0, 1, 4, 0, 0));
    }

    @Test
    void T3_aBackoffThatEndsBeforeTheWalkIsThereCancelsTheChild() {
        flow.createWith(retried("a"), retried("b"), retried("c"), retried("d"), retried("e"));
        flow.failed("e"); // to be tried again in 10 s
        taskflow.passes(Duration.ofMillis(9_900));
        flow.requestCancel();
        step();

        Seen backoffIsOver = step();

        assertThat(backoffIsOver.dispatches()).isEmpty();
        assertThat(backoffIsOver.toldToStop()).containsExactly("e");
        assertThat(backoffIsOver.settlement().getTasks()).isEqualTo(counts(5, 0, 0, 5, 0, 0));
        assertNothingMoreHappens();
    }

    @Test
    void K2_aStartTimeoutThatIsDueBeforeTheWalkIsThereFindsTheChildCancelled() {
        flow.createWith(
                FlowDsl.spec("a"),
                FlowDsl.spec("b"),
                FlowDsl.spec("c"),
                FlowDsl.spec("d"),
                FlowDsl.spec("e").setStartTimeoutMs(10_000L));
        taskflow.passes(Duration.ofMillis(9_900));
        flow.requestCancel();

        Seen startTimeout = step().and(step());

        assertThat(startTimeout.toldToStop()).containsExactlyInAnyOrder("c", "d", "e");
        assertThat(startTimeout.cancellations())
                .allSatisfy(told -> assertThat(told.getReason()).contains("no longer needed"));
        assertThat(startTimeout.settlement().getTasks()).isEqualTo(counts(5, 0, 0, 5, 0, 0));
        assertNothingMoreHappens();
    }

    @Test
    void K7_childrenThatTheGraceFindsUnreachedAreToldTheReason() {
        flow.create("a", "b", "c", "d", "e");
        List.of("a", "b", "c", "e").forEach(flow::started);

        Seen cancel = flow.requestCancel("not needed", 0L).and(taskflow.passes(Duration.ofSeconds(10)));

        assertThat(cancel.cancellations())
                .extracting(told -> told.getReason().orElse(""))
                .isNotEmpty()
                .containsOnly("not needed");
        assertThat(cancel.settlement().getTasks()).isEqualTo(counts(5, 0, 0, 1, 4, 0));
    }

    @Test
    void K10_childrenThatHaveEndedTakeNoStepsOfAWalk() {
        flow.create(IntStream.range(0, 20).mapToObj("ended-%02d"::formatted).toArray(String[]::new));
        IntStream.range(0, 20).mapToObj("ended-%02d"::formatted).forEach(flow::succeeded);
        flow.spawn("running");
        flow.started("running");

        Seen cancel = flow.requestCancel();

        assertThat(cancel.toldToStop()).containsExactly("running");
    }

    @Test
    void C7_commandsOfTheControllerAreRefusedBetweenTheSteps() {
        flow.create("a", "b", "c", "d", "e");
        flow.requestCancel();

        flow.spawn("f").rejection(RejectionCode.CANCEL_REQUESTED);
        flow.finish().rejection(RejectionCode.CANCEL_REQUESTED);
        flow.fail("it went wrong").rejection(RejectionCode.CANCEL_REQUESTED);
        flow.setWaiting().rejection(RejectionCode.CANCEL_REQUESTED);
        flow.seal().rejection(RejectionCode.CANCEL_REQUESTED);

        assertThat(walkedToTheEnd().getTasks()).isEqualTo(counts(5, 0, 0, 5, 0, 0));
    }

    @Test
    void K5_aSecondCancelDoesNotBeginTheWalkAnew() {
        flow.create("a", "b", "c", "d", "e");
        flow.requestCancel();

        Seen second = flow.requestCancel();

        second.replay();
        assertThat(step().toldToStop()).containsExactly("c", "d");
    }

    @Test
    void K9_anUnreachedChildCanBeCancelledByItself() {
        flow.create("a", "b", "c", "d", "e");
        flow.requestCancel();

        Seen cancelTask = flow.cancelTask("e");

        cancelTask.acceptance();
        assertThat(cancelTask.toldToStop()).containsExactly("e");
        assertThat(stored("e").status()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(walkedToTheEnd().getTasks()).isEqualTo(counts(5, 0, 0, 5, 0, 0));
    }

    @Test
    void C9_aFinishSettlesWhenTheWalkIsThrough() {
        flow.create("a", "b", "c", "d", "e");
        flow.started("c");

        Seen finish = flow.finish();

        assertThat(finish.acceptance().getStatus()).contains(FlowStatus.QUEUED);
        assertThat(finish.toldToStop()).containsExactly("a", "b");
        assertThat(finish.settlements()).isEmpty();
        FlowSettled settled = walkedToTheEnd();
        assertThat(settled.getStatus()).isEqualTo(FlowStatus.SUCCEEDED);
        assertThat(settled.getSummary()).contains("done");
        assertThat(settled.getTasks()).as("K2 first").isEqualTo(counts(5, 0, 0, 4, 0, 1));
        assertThat(settled.getRevision()).as("C6").isEqualTo(2);
        assertThat(flow.succeeded("c").settlements()).isEmpty();
    }

    @Test
    void C9_aFailSettlesWhenTheWalkIsThrough() {
        flow.create("a", "b", "c");

        flow.fail("it went wrong");

        FlowSettled settled = walkedToTheEnd();
        assertThat(settled.getStatus()).isEqualTo(FlowStatus.FAILED);
        assertThat(settled.getError()).contains("it went wrong");
        assertThat(settled.getTasks()).isEqualTo(counts(3, 0, 0, 3, 0, 0));
    }

    @Test
    void C9_aFinishThatIsUnderWayHasDecided() {
        flow.create("a", "b", "c", "d", "e");
        FlowCommand finish =
                flow.command().setFinish(Finish.newBuilder().build()).build();
        taskflow.send(finish);

        flow.requestCancel().rejection(RejectionCode.TERMINAL);
        flow.spawn("f").rejection(RejectionCode.TERMINAL);
        flow.resume().rejection(RejectionCode.TERMINAL);
        flow.fail("no, it failed").rejection(RejectionCode.TERMINAL);
        taskflow.send(finish).replay();

        FlowSettled settled = walkedToTheEnd();
        assertThat(settled.getStatus()).isEqualTo(FlowStatus.SUCCEEDED);
        assertThat(settled.getTasks()).isEqualTo(counts(5, 0, 0, 5, 0, 0));
        taskflow.send(finish).replay();
    }

    @Test
    void T9_aDeadlineDoesNotTakeBackAFinishThatIsUnderWay() {
        flow.create(create -> create.setTasks(FlowDsl.specs("a", "b", "c", "d", "e"))
                .setDeadline(taskflow.now().plusMillis(100)));
        flow.finish();

        assertThat(walkedToTheEnd().getStatus()).isEqualTo(FlowStatus.SUCCEEDED);
    }

    @Test
    void T6_aFailFastStopsTheSiblingsInSteps() {
        flow.create(create -> create.setTasks(FlowDsl.specs("a", "b", "c", "d", "e"))
                .setOnTaskFailure(TaskFailurePolicy.CANCEL_SIBLINGS));

        Seen failed = flow.failedForGood("e");

        assertThat(failed.toldToStop()).containsExactly("a", "b");
        flow.spawn("f").rejection(RejectionCode.TERMINAL);
        FlowSettled settled = walkedToTheEnd();
        assertThat(settled.getStatus()).isEqualTo(FlowStatus.FAILED);
        assertThat(settled.getTasks()).isEqualTo(counts(5, 0, 1, 4, 0, 0));
    }

    @Test
    void T6_aCancelInTheMiddleOfAFailFastWinsAndGoesOnWithTheWalk() {
        flow.create(create -> create.setTasks(FlowDsl.specs("a", "b", "c", "d", "e"))
                .setOnTaskFailure(TaskFailurePolicy.CANCEL_SIBLINGS));
        flow.failedForGood("e");

        Seen cancel = flow.requestCancel();

        assertThat(cancel.acceptance().getStatus()).contains(FlowStatus.CANCELLED);
        assertThat(cancel.toldToStop()).containsExactly("c", "d");
        assertThat(cancel.settlement().getTasks()).isEqualTo(counts(5, 0, 1, 4, 0, 0));
        assertNothingMoreHappens();
    }

    @Test
    void T6_aFailThatAbandonsItsTasksDoesNotEndAFailFastHalfWay() {
        flow.create(create -> create.setTasks(FlowDsl.specs("a", "b", "c", "d", "e"))
                .setOnTaskFailure(TaskFailurePolicy.CANCEL_SIBLINGS)
                .setClosePolicy(ClosePolicy.ABANDON_TASKS));
        flow.failedForGood("e");

        Seen fail = flow.fail("enough");

        assertThat(fail.settlement().getTasks()).isEqualTo(counts(5, 0, 1, 2, 0, 2));
        assertThat(step().toldToStop()).containsExactly("c", "d");
        assertThat(stored().tasks().active()).isZero();
        assertNothingMoreHappens();
    }

    @Test
    void K6_abandonedChildrenOfAnEndedFlowAreToldInSteps() {
        flow.create(create ->
                create.setTasks(FlowDsl.specs("a", "b", "c", "d", "e")).setClosePolicy(ClosePolicy.ABANDON_TASKS));
        flow.started("d");
        flow.finish();

        Seen cancel = flow.requestCancel();

        assertThat(cancel.result().getCode()).contains(RejectionCode.TERMINAL);
        assertThat(cancel.toldToStop()).containsExactly("a", "b");
        flow.requestCancel().rejection(RejectionCode.TERMINAL);
        assertThat(step().toldToStop()).containsExactly("c", "d");
        assertThat(step().toldToStop()).containsExactly("e");
        assertThat(stored("d").status()).isEqualTo(TaskStatus.RUNNING);
        assertThat(taskflow.passes(TaskFlowDriver.GRACE.plusSeconds(5)).settlements())
                .isEmpty();
        assertThat(stored("d").status()).isEqualTo(TaskStatus.LOST);
        assertThat(stored().tasks().active()).isZero();
    }

    @Test
    void K7_childrenThatDoNotAnswerAreGivenUpInSteps() {
        flow.create("a", "b", "c", "d", "e");
        for (String runId : new String[] {"a", "b", "c", "d", "e"}) {
            flow.started(runId);
        }
        flow.requestCancel("no longer needed", 1_000L);
        assertThat(step().toldToStop()).containsExactly("c", "d");
        assertThat(step().toldToStop()).containsExactly("e");

        Seen graceIsOver = taskflow.passes(Duration.ofMillis(800));

        assertThat(graceIsOver.settlements()).isEmpty();
        assertThat(stored().tasks().lost()).isEqualTo(2);
        flow.succeeded("e");
        FlowSettled settled = walkedToTheEnd();
        assertThat(settled.getStatus()).isEqualTo(FlowStatus.CANCELLED);
        assertThat(settled.getTasks()).isEqualTo(counts(5, 1, 0, 0, 4, 0));
    }

    @Test
    void K7_aGraceThatEndsBeforeTheWalkDoesLosesRunningChildrenAndCancelsQueuedOnes() {
        flow.create("a", "b", "c", "d", "e");
        flow.started("a");
        flow.started("e");

        flow.requestCancel("at once", 0L);

        FlowSettled settled = walkedToTheEnd();
        assertThat(settled.getStatus()).isEqualTo(FlowStatus.CANCELLED);
        assertThat(settled.getTasks()).isEqualTo(counts(5, 0, 0, 3, 2, 0));
    }

    @Test
    void C9_aFinishWhoseChildrenHaveNoGraceStillSettlesAsDecided() {
        flow.create(create ->
                create.setTasks(FlowDsl.specs("a", "b", "c", "d", "e")).setCancelGraceMs(0L));
        flow.started("a");
        flow.started("e");

        flow.finish();

        FlowSettled settled = walkedToTheEnd();
        assertThat(settled.getStatus()).isEqualTo(FlowStatus.SUCCEEDED);
        assertThat(settled.getTasks()).isEqualTo(counts(5, 0, 0, 3, 2, 0));
    }

    @Test
    void K10_aProcessorThatIsRestartedBetweenTwoStepsGoesOn() {
        flow.create("a", "b", "c", "d", "e");
        flow.started("d");
        Seen finish = flow.finish();
        assertThat(finish.toldToStop()).containsExactly("a", "b");
        try (TaskFlowDriver restarted = TaskFlowDriver.firingOneTimerAtATime(TWO_AT_A_TIME)) {
            restarted.takeOver(taskflow);

            Seen rest = restarted.passes(Duration.ofSeconds(10));

            assertThat(rest.toldToStop()).containsExactly("c", "d", "e");
            assertThat(rest.settlement().getStatus()).isEqualTo(FlowStatus.SUCCEEDED);
            assertThat(rest.settlement().getSummary()).contains("done");
            assertThat(rest.settlement().getTasks()).isEqualTo(counts(5, 0, 0, 4, 0, 1));
        }
    }

    /** One step of a walk, if one is under way. */
    private Seen step() {
        return taskflow.passes(Duration.ofMillis(100));
    }

    /** Lets the walk go on to its end, and a while longer; gives back the flow's one settlement. */
    private FlowSettled walkedToTheEnd() {
        Seen seen = step();
        for (int i = 0; i < 20; i++) {
            seen = seen.and(step());
        }
        assertThat(stored().upkeep().sweep()).as("walk").isNull();
        return seen.settlement();
    }

    private void assertNothingMoreHappens() {
        assertThat(stored().upkeep().sweep()).as("walk").isNull();
        assertNothingSent(taskflow.passes(TaskFlowDriver.GRACE.plusSeconds(60)));
    }

    private static TaskSpec.Builder retried(String runId) {
        return FlowDsl.retriedSpec(runId);
    }

    private static TaskCounts counts(int total, int succeeded, int failed, int cancelled, int lost, int active) {
        return new TaskCounts(total, succeeded, failed, 0, cancelled, lost, active);
    }
}
