package dev.taskflow.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.TaskCompleted;
import dev.taskflow.v1.TaskDispatch;
import dev.taskflow.v1.TaskError;
import dev.taskflow.v1.TaskOutcome;
import dev.taskflow.v1.TaskStarted;
import dev.taskflow.v1.TaskStatus;
import dev.taskflow.v1.TaskStatusChanged;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What workers report: rules T1, T2, T4. */
class TaskTest extends RuleTest {

    @Test
    void T1_aStartSetsRunningAndStartedAt() {
        flow.create("a");
        taskflow.passes(Duration.ofSeconds(2));

        Seen started = flow.started("a");

        assertSent(started, "3 r1 TASK_STATUS_CHANGED a#1 RUNNING");
        assertThat(started.events().get(0).getTaskStatusChanged())
                .contains(new TaskStatusChanged("a", "flow-1/a", TaskStatus.RUNNING, 1, FlowDsl.WORKER, null, null));
        assertThat(stored("a").status()).isEqualTo(TaskStatus.RUNNING);
        assertThat(stored("a").startedAt()).isEqualTo(TaskFlowDriver.START.plusSeconds(2));
    }

    @Test
    void T1_aCompletionIsLegalFromQueued() {
        flow.create("a");

        Seen completed = flow.succeeded("a");

        assertSent(completed, "3 r1 TASK_STATUS_CHANGED a#1 SUCCEEDED");
        assertThat(stored("a").startedAt()).isNull();
        assertThat(stored("a").endedAt()).isEqualTo(TaskFlowDriver.START);
    }

    @Test
    void T1_progressOfATaskThatWasNotReportedStartedStartsIt() {
        flow.create("a");

        Seen progress = flow.progress("a", "half");

        assertSent(progress, "3 r1 TASK_STATUS_CHANGED a#1 RUNNING", "4 r1 TASK_PROGRESSED a#1 'half'");
    }

    @Test
    void T1_aSecondStartOfTheSameAttemptChangesNothing() {
        flow.create("a");
        flow.started("a");
        taskflow.passes(Duration.ofSeconds(2));

        Seen again = flow.started("a");

        assertNothingSent(again);
        assertThat(stored("a").startedAt()).isEqualTo(TaskFlowDriver.START);
        assertThat(taskflow.counted("ignored-already-started")).isEqualTo(1);
    }

    @Test
    void T1_aStartOfATaskOfAManagedFlowLeavesTheFlowAsItIs() {
        flow.create("a");

        flow.started("a");

        assertThat(stored().revision()).isEqualTo(1);
        assertThat(stored().status()).isEqualTo(FlowStatus.QUEUED);
    }

    @Test
    void T2_theFirstTerminalStatusWinsOverALaterFailure() {
        flow.create("a");
        flow.succeeded("a");

        Seen late = flow.failed("a");

        assertNothingSent(late);
        assertThat(stored("a").status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(stored().tasks().succeeded()).isEqualTo(1);
        assertThat(stored().tasks().failed()).isZero();
        assertThat(taskflow.counted("ignored-already-ended")).isEqualTo(1);
    }

    @Test
    void T2_theFirstTerminalStatusWinsOverALaterSuccess() {
        flow.create("a");
        flow.failed("a");

        Seen late = flow.succeeded("a");

        assertNothingSent(late);
        assertThat(stored("a").status()).isEqualTo(TaskStatus.FAILED);
        assertThat(taskflow.counted("ignored-already-ended")).isEqualTo(1);
    }

    @Test
    void T2_theSameCompletionTwiceCountsOnce() {
        flow.create("a");
        flow.succeeded("a");

        Seen again = flow.succeeded("a");

        assertNothingSent(again);
        assertThat(stored().tasks().succeeded()).isEqualTo(1);
    }

    @Test
    void T2_progressAfterTheEndChangesNothing() {
        flow.create("a");
        flow.succeeded("a");

        Seen late = flow.progress("a", "still at it");

        assertNothingSent(late);
        assertThat(stored("a").progressSummary()).isNull();
    }

    @Test
    void T2_theEndKeepsWhatTheWorkerSaid() {
        flow.create("a");
        flow.started("a");
        TaskError warning = new TaskError("partial", "one page was empty", false);

        Seen completed = flow.completed(
                "a",
                TaskCompleted.newBuilder()
                        .setOutcome(TaskOutcome.SUCCEEDED)
                        .setSummary("9 pages")
                        .setError(warning)
                        .setOutput(ByteBuffer.wrap(new byte[] {1, 2}))
                        .setOutputContentType("application/pdf")
                        .build());

        assertThat(completed.events().get(0).getTaskStatusChanged())
                .contains(new TaskStatusChanged(
                        "a", "flow-1/a", TaskStatus.SUCCEEDED, 1, FlowDsl.WORKER, "9 pages", warning));
        assertThat(stored("a").terminalSummary()).isEqualTo("9 pages");
        assertThat(stored("a").output()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2}));
        assertThat(stored("a").outputContentType()).isEqualTo("application/pdf");
    }

    @Test
    void T4_anEventOfAnOlderAttemptIsIgnored() {
        flow.createWith(FlowDsl.retriedSpec("a"));
        TaskDispatch first = taskflow.lastDispatch("flow-1", "a");
        flow.failed("a");
        taskflow.passes(Duration.ofSeconds(10));

        Seen late = flow.report(flow.reportOf(first)
                .setCompleted(TaskCompleted.newBuilder()
                        .setOutcome(TaskOutcome.SUCCEEDED)
                        .build()));

        assertNothingSent(late);
        assertThat(stored("a").status()).isEqualTo(TaskStatus.QUEUED);
        assertThat(stored("a").attempt()).isEqualTo(2);
        assertThat(taskflow.counted("ignored-old-attempt")).isEqualTo(1);
    }

    @Test
    void T4_theFailedAttemptMayNotComeBackDuringTheBackoff() {
        flow.createWith(FlowDsl.retriedSpec("a"));
        flow.failed("a");

        Seen late = flow.succeeded("a");

        assertNothingSent(late);
        assertThat(stored("a").nextAttemptAt()).isEqualTo(TaskFlowDriver.START.plusSeconds(10));
    }

    @Test
    void T4_anEventWithAWrongDispatchIdIsIgnored() {
        flow.create("a");

        Seen forged = flow.report(flow.reportOf("a").setDispatchId("guessed").setStarted(new TaskStarted()));

        assertNothingSent(forged);
        assertThat(stored("a").status()).isEqualTo(TaskStatus.QUEUED);
        assertThat(taskflow.counted("ignored-wrong-dispatch")).isEqualTo(1);
    }

    @Test
    void T4_anEventOfAnAttemptThatIsStillToComeIsIgnored() {
        flow.create("a");

        Seen early = flow.report(flow.reportOf("a").setAttempt(2).setStarted(new TaskStarted()));

        assertNothingSent(early);
        assertThat(taskflow.counted("ignored-wrong-dispatch")).isEqualTo(1);
    }

    @Test
    void T4_anEventForAnUnknownFlowIsIgnored() {
        flow.create("a");

        Seen stray = taskflow.send(flow.reportOf("a")
                .setFlowId("flow-9")
                .setStarted(new TaskStarted())
                .build());

        assertNothingSent(stray);
        assertThat(taskflow.counted("ignored-unknown-flow")).isEqualTo(1);
    }

    @Test
    void T4_anEventForAnUnknownTaskIsIgnored() {
        flow.create("a");

        Seen stray = flow.report(flow.reportOf("a").setRunId("z").setStarted(new TaskStarted()));

        assertNothingSent(stray);
        assertThat(taskflow.counted("ignored-unknown-task")).isEqualTo(1);
    }
}
