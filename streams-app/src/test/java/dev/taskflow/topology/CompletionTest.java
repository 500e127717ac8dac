package dev.taskflow.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.rules.Wait;
import dev.taskflow.v1.Completion;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.SpawnTasks;
import dev.taskflow.v1.TaskOutcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sealing, and {@code completion=WHEN_TASKS_SETTLE}: rule T7. */
class CompletionTest extends RuleTest {

    @Test
    void T7_aSealedFlowSucceedsWhenItsLastTaskDoes() {
        create("a", "b");
        flow.succeeded("a");
        taskflow.passes(Duration.ofSeconds(3));

        Seen last = flow.succeeded("b");

        assertSent(
                last,
                "5 r1 TASK_STATUS_CHANGED b#1 SUCCEEDED",
                "6 r2 FLOW_SETTLED SUCCEEDED",
                "settled SUCCEEDED r2 at PT3S: 2 tasks, 2 succeeded");
        assertThat(last.settlement().getError()).isEmpty();
    }

    @Test
    void T7_aSealedFlowWaitsForItsLastTask() {
        create("a", "b");

        Seen first = flow.succeeded("a");

        assertSent(first, "4 r1 TASK_STATUS_CHANGED a#1 SUCCEEDED");
    }

    @Test
    void T7_aSealedFlowFailsIfOneTaskDidNotSucceed() {
        create("a", "b");
        flow.failed("a");

        Seen last = flow.succeeded("b");

        assertSent(
                last,
                "5 r1 TASK_STATUS_CHANGED b#1 SUCCEEDED",
                "6 r2 FLOW_SETTLED FAILED",
                "settled FAILED r2 at PT0S: 2 tasks, 1 succeeded, 1 failed");
        assertThat(last.settlement().getError().orElseThrow()).contains("1 of 2");
    }

    @Test
    void T7_aTaskThatWaitsForItsNextAttemptIsWaitedFor() {
        flow.create(create -> create.setCompletion(Completion.WHEN_TASKS_SETTLE)
                .setTasks(List.of(FlowDsl.retriedSpec("a").build())));

        Seen failed = flow.failed("a");

        assertSent(failed, "3 r1 TASK_RETRY_SCHEDULED a#2 at PT10S");
    }

    @Test
    void T7_aTaskThatTheWorkerCancelledDidNotSucceed() {
        create("a");

        Seen last = flow.completed("a", TaskOutcome.CANCELLED);

        assertSent(
                last,
                "3 r1 TASK_STATUS_CHANGED a#1 CANCELLED",
                "4 r2 FLOW_SETTLED FAILED",
                "settled FAILED r2 at PT0S: 1 tasks, 1 cancelled");
    }

    @Test
    void T7_aFlowCreatedWithTasksIsSealedByCreation() {
        create("a");

        Seen spawn = flow.spawn("b");

        assertSent(spawn, "answer REJECTED LIMIT_EXCEEDED r1 QUEUED");
    }

    @Test
    void T7_aFlowCreatedWithoutTasksIsNotSealed() {
        create();

        Seen spawn = flow.spawn("a");

        assertSent(spawn, "dispatch a#1 dispatch-1", "2 r1 TASK_SPAWNED a", "answer ACCEPTED r1 QUEUED [a QUEUED+]");
    }

    @Test
    void T7_anUnsealedFlowDoesNotSettleWithItsLastTask() {
        create();
        flow.spawn("a");

        Seen last = flow.succeeded("a");

        assertSent(last, "3 r1 TASK_STATUS_CHANGED a#1 SUCCEEDED");
        assertThat(stored().isTerminal()).isFalse();
    }

    @Test
    void T7_anUnsealedFlowSettlesByFinish() {
        create();
        flow.spawn("a");
        flow.succeeded("a");

        Seen finish = flow.finish();

        assertSent(
                finish,
                "4 r2 FLOW_SETTLED SUCCEEDED",
                "settled SUCCEEDED r2 at PT0S: 1 tasks, 1 succeeded",
                "answer ACCEPTED r2 SUCCEEDED");
    }

    @Test
    void T7_aSealedFlowMayBeFinishedBeforeItsTasks() {
        create("a");

        Seen finish = flow.finish();

        assertSent(
                finish,
                "stop a#1 dispatch-1 'flow finished' by PT1M",
                "3 r1 TASK_STATUS_CHANGED a#1 CANCELLED by none",
                "4 r2 FLOW_SETTLED SUCCEEDED",
                "settled SUCCEEDED r2 at PT0S: 1 tasks, 1 cancelled",
                "answer ACCEPTED r2 SUCCEEDED");
    }

    @Test
    void T7_sealWithAnActiveTaskWaitsForIt() {
        create();
        flow.spawn("a");

        Seen seal = flow.seal();

        assertSent(seal, "answer ACCEPTED r1 QUEUED");
        assertThat(stored().sealed()).isTrue();
    }

    @Test
    void T7_theLastTaskOfASealedFlowSettlesIt() {
        create();
        flow.spawn("a");
        flow.seal();

        Seen last = flow.succeeded("a");

        assertSent(
                last,
                "3 r1 TASK_STATUS_CHANGED a#1 SUCCEEDED",
                "4 r2 FLOW_SETTLED SUCCEEDED",
                "settled SUCCEEDED r2 at PT0S: 1 tasks, 1 succeeded");
    }

    @Test
    void T7_sealWithNothingActiveSettlesAtOnce() {
        create();
        flow.spawn("a", "b");
        flow.succeeded("a");
        flow.failed("b");

        Seen seal = flow.seal();

        assertSent(
                seal,
                "6 r2 FLOW_SETTLED FAILED",
                "settled FAILED r2 at PT0S: 2 tasks, 1 succeeded, 1 failed",
                "answer ACCEPTED r2 FAILED");
    }

    @Test
    void T7_sealWithNoTaskEverSettlesAtOnce() {
        create();

        Seen seal = flow.seal();

        assertSent(
                seal,
                "2 r2 FLOW_SETTLED SUCCEEDED",
                "settled SUCCEEDED r2 at PT0S: 0 tasks",
                "answer ACCEPTED r2 SUCCEEDED");
    }

    @Test
    void T7_sealMayComeWithNewTasks() {
        create();

        Seen spawn = flow.spawn(FlowDsl.specs("a"), true);

        assertSent(spawn, "dispatch a#1 dispatch-1", "2 r1 TASK_SPAWNED a", "answer ACCEPTED r1 QUEUED [a QUEUED+]");
        assertThat(stored().sealed()).isTrue();
    }

    @Test
    void T7_sealWithReplaysOnlySettlesAtOnceIfNothingIsActive() {
        create();
        flow.spawn("a");
        flow.succeeded("a");

        Seen seal = flow.spawn(FlowDsl.specs("a"), true);

        assertSent(
                seal,
                "4 r2 FLOW_SETTLED SUCCEEDED",
                "settled SUCCEEDED r2 at PT0S: 1 tasks, 1 succeeded",
                "answer ACCEPTED r2 SUCCEEDED [a SUCCEEDED]");
    }

    @Test
    void T7_sealWithReplaysOnlyStartsNothing() {
        create();
        flow.spawn("a");

        Seen seal = flow.spawn(FlowDsl.specs("a"), true);

        assertSent(seal, "answer ACCEPTED r1 QUEUED [a QUEUED]");
        assertThat(stored().sealed()).isTrue();
    }

    @Test
    void T7_theRedeliveryOfASealIsAReplay() {
        create();
        FlowCommand seal = flow.command()
                .setSpawnTasks(new SpawnTasks(FlowDsl.specs("a"), true))
                .build();
        taskflow.send(seal);
        flow.succeeded("a");

        Seen again = taskflow.send(seal);

        assertSent(again, "answer REPLAYED r2 SUCCEEDED [a SUCCEEDED]");
    }

    @Test
    void T7_aSecondSealIsAReplay() {
        create("a");

        Seen again = flow.seal();

        assertSent(again, "answer REPLAYED r1 QUEUED");
    }

    @Test
    void T7_onAnExplicitFlowASealRefusesLaterSpawns() {
        flow.create("a");
        flow.seal();

        Seen spawn = flow.spawn("b");

        assertSent(spawn, "answer REJECTED LIMIT_EXCEEDED r1 QUEUED");
    }

    @Test
    void T7_onAnExplicitFlowASealSettlesNothing() {
        flow.create("a");
        flow.succeeded("a");

        Seen seal = flow.seal();

        assertSent(seal, "answer ACCEPTED r1 QUEUED");
        assertThat(stored().isTerminal()).isFalse();
    }

    @Test
    void T7_onASealedExplicitFlowTheLastTaskSettlesNothing() {
        flow.create("a");
        flow.seal();

        Seen last = flow.succeeded("a");

        assertSent(last, "3 r1 TASK_STATUS_CHANGED a#1 SUCCEEDED");
    }

    @Test
    void T7_aSealAfterTheCancelIntentIsRefused() {
        flow.create("a");
        flow.started("a");
        flow.requestCancel();

        Seen seal = flow.seal();

        assertSent(seal, "answer REJECTED CANCEL_REQUESTED r2 QUEUED");
    }

    @Test
    void T7_aSealAfterTheEndIsRefused() {
        flow.create("a");
        flow.finish();

        Seen seal = flow.seal();

        assertSent(seal, "answer REJECTED TERMINAL r2 SUCCEEDED");
    }

    @Test
    void T7_aSealedFlowSettlesAlsoWhileItWaits() {
        create("a");
        flow.setWaiting();

        Seen last = flow.succeeded("a");

        assertSent(
                last,
                "4 r2 TASK_STATUS_CHANGED a#1 SUCCEEDED",
                "5 r3 FLOW_SETTLED SUCCEEDED",
                "settled SUCCEEDED r3 at PT0S: 1 tasks, 1 succeeded");
        assertThat(stored().waiting()).isEqualTo(Wait.NONE);
    }

    @Test
    void T7_aTimeOutSettlesASealedFlowAsFailed() {
        flow.create(create -> create.setCompletion(Completion.WHEN_TASKS_SETTLE)
                .setTasks(List.of(FlowDsl.spec("a").setRunTimeoutMs(5_000L).build())));
        flow.started("a");

        Seen later = taskflow.passes(Duration.ofMinutes(1));

        assertSent(
                later,
                "stop a#1 dispatch-1 'run-timeout'",
                "4 r1 TASK_STATUS_CHANGED a#1 TIMED_OUT (run-timeout) by none",
                "5 r2 FLOW_SETTLED FAILED",
                "settled FAILED r2 at PT5S: 1 tasks, 1 timed out");
    }

    private void create(String... runIds) {
        flow.create(create -> create.setCompletion(Completion.WHEN_TASKS_SETTLE).setTasks(FlowDsl.specs(runIds)));
    }
}
