package dev.taskflow.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.v1.TaskCancellation;
import dev.taskflow.v1.TaskStatus;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Workers that do not start, end or give signs of life in time: rule T5, and T3 after it. */
class TimeoutTest extends RuleTest {

    @Test
    void T5_aTaskThatIsNotStartedInTimeIsTimedOut() {
        flow.createWith(FlowDsl.spec("a").setStartTimeoutMs(30_000L));

        Seen later = taskflow.passes(Duration.ofMinutes(10));

        assertSent(
                later,
                "stop a#1 dispatch-1 'start-timeout'",
                "3 r1 TASK_STATUS_CHANGED a#1 TIMED_OUT (start-timeout) by none");
        assertThat(stored("a").status()).isEqualTo(TaskStatus.TIMED_OUT);
        assertThat(stored("a").endedAt()).isEqualTo(TaskFlowDriver.START.plusSeconds(30));
    }

    @Test
    void T5_theWorkerIsToldWhichExecutionIsOver() {
        flow.createWith(FlowDsl.retriedSpec("a").setStartTimeoutMs(30_000L));

        Seen later = taskflow.passes(Duration.ofSeconds(30));

        assertThat(later.cancellations())
                .containsExactly(new TaskCancellation(
                        "flow-1/a",
                        "flow-1",
                        "a",
                        "default",
                        1,
                        "dispatch-1",
                        "start-timeout",
                        TaskFlowDriver.START.plusSeconds(30),
                        null));
    }

    @Test
    void T5_aTaskThatIsStartedInTimeHasNoStartTimeOut() {
        flow.createWith(FlowDsl.spec("a").setStartTimeoutMs(30_000L));
        taskflow.passes(Duration.ofSeconds(29));
        flow.started("a");

        Seen later = taskflow.passes(Duration.ofMinutes(10));

        assertNothingSent(later);
    }

    @Test
    void T5_aTaskThatDoesNotEndInTimeIsTimedOut() {
        flow.createWith(FlowDsl.spec("a").setRunTimeoutMs(30_000L));
        taskflow.passes(Duration.ofSeconds(5));
        flow.started("a");

        Seen later = taskflow.passes(Duration.ofMinutes(10));

        assertSent(
                later,
                "stop a#1 dispatch-1 'run-timeout'",
                "4 r1 TASK_STATUS_CHANGED a#1 TIMED_OUT (run-timeout) by none");
        assertThat(stored("a").endedAt()).isEqualTo(TaskFlowDriver.START.plusSeconds(35));
    }

    @Test
    void T5_progressDoesNotPutTheRunTimeOutOff() {
        flow.createWith(FlowDsl.spec("a").setRunTimeoutMs(30_000L));
        flow.started("a");
        taskflow.passes(Duration.ofSeconds(29));
        flow.progress("a", "nearly");

        Seen later = taskflow.passes(Duration.ofSeconds(1));

        assertThat(later.transcript()).contains("stop a#1 dispatch-1 'run-timeout'");
    }

    @Test
    void T5_aTaskThatEndsInTimeHasNoTimeOut() {
        flow.createWith(FlowDsl.spec("a")
                .setStartTimeoutMs(10_000L)
                .setRunTimeoutMs(30_000L)
                .setHeartbeatTimeoutMs(5_000L));
        flow.started("a");
        flow.succeeded("a");

        Seen later = taskflow.passes(Duration.ofMinutes(10));

        assertNothingSent(later);
    }

    @Test
    void T5_aTaskWithoutTimeOutsWaitsForever() {
        flow.create("a");
        flow.started("a");

        Seen later = taskflow.passes(Duration.ofHours(1));

        assertNothingSent(later);
    }

    @Test
    void T5_aRunningTaskThatGivesNoSignOfLifeIsLost() {
        flow.createWith(FlowDsl.spec("a").setHeartbeatTimeoutMs(10_000L));
        flow.started("a");

        Seen later = taskflow.passes(Duration.ofMinutes(10));

        assertSent(
                later,
                "stop a#1 dispatch-1 'heartbeat-missed'",
                "4 r1 TASK_STATUS_CHANGED a#1 LOST (heartbeat-missed) by none");
        assertThat(stored("a").endedAt()).isEqualTo(TaskFlowDriver.START.plusSeconds(10));
    }

    @Test
    void T5_aQueuedTaskNeedsNoSignOfLife() {
        flow.createWith(FlowDsl.spec("a").setHeartbeatTimeoutMs(10_000L));

        Seen later = taskflow.passes(Duration.ofMinutes(10));

        assertNothingSent(later);
    }

    @Test
    void T5_eachSignOfLifePutsTheHeartbeatTimeOutOff() {
        flow.createWith(FlowDsl.spec("a").setHeartbeatTimeoutMs(10_000L));
        flow.started("a");
        for (int beat = 0; beat < 5; beat++) {
            assertNothingSent(taskflow.passes(Duration.ofSeconds(8)));
            flow.progress("a", null);
        }

        Seen later = taskflow.passes(Duration.ofSeconds(10));

        assertSent(
                later,
                "stop a#1 dispatch-1 'heartbeat-missed'",
                "9 r1 TASK_STATUS_CHANGED a#1 LOST (heartbeat-missed) by none");
        assertThat(stored("a").endedAt()).isEqualTo(TaskFlowDriver.START.plusSeconds(50));
    }

    @Test
    void T5_theSilenceIsCountedFromTheLastSignOfLife() {
        flow.createWith(FlowDsl.spec("a").setHeartbeatTimeoutMs(10_000L));
        flow.started("a");
        taskflow.passes(Duration.ofSeconds(9));
        flow.progress("a", null);

        Seen later = taskflow.passes(Duration.ofSeconds(9));

        assertNothingSent(later);
    }

    @Test
    void T3_aTaskThatWasNotStartedInTimeIsTriedAgain() {
        flow.createWith(FlowDsl.retriedSpec("a").setStartTimeoutMs(30_000L));

        Seen later = taskflow.passes(Duration.ofSeconds(40));

        assertSent(
                later,
                "dispatch a#2 dispatch-2",
                "stop a#1 dispatch-1 'start-timeout'",
                "3 r1 TASK_RETRY_SCHEDULED a#2 at PT40S");
    }

    @Test
    void T3_aTaskThatDidNotEndInTimeIsTriedAgain() {
        flow.createWith(FlowDsl.retriedSpec("a").setRunTimeoutMs(30_000L));
        flow.started("a");

        Seen later = taskflow.passes(Duration.ofSeconds(40));

        assertSent(
                later,
                "dispatch a#2 dispatch-2",
                "stop a#1 dispatch-1 'run-timeout'",
                "4 r1 TASK_RETRY_SCHEDULED a#2 at PT40S");
    }

    @Test
    void T3_aTaskThatGaveNoSignOfLifeIsTriedAgain() {
        flow.createWith(FlowDsl.retriedSpec("a").setHeartbeatTimeoutMs(30_000L));
        flow.started("a");

        Seen later = taskflow.passes(Duration.ofSeconds(40));

        assertSent(
                later,
                "dispatch a#2 dispatch-2",
                "stop a#1 dispatch-1 'heartbeat-missed'",
                "4 r1 TASK_RETRY_SCHEDULED a#2 at PT40S");
    }

    @Test
    void T5_theTimersOfAnAttemptDoNotTouchTheNextOne() {
        flow.createWith(FlowDsl.retriedSpec("a")
                .setStartTimeoutMs(60_000L)
                .setRunTimeoutMs(60_000L)
                .setHeartbeatTimeoutMs(60_000L));
        flow.started("a");
        flow.failed("a"); // the timers of attempt 1 are due at PT1M
        taskflow.passes(Duration.ofSeconds(10));
        flow.started("a"); // and those of attempt 2 at PT1M10S

        Seen later = taskflow.passes(Duration.ofSeconds(59));

        assertNothingSent(later);
        assertThat(stored("a").status()).isEqualTo(TaskStatus.RUNNING);
    }

    @Test
    void T5_theNextAttemptHasTimersOfItsOwn() {
        flow.createWith(FlowDsl.retriedSpec("a").setStartTimeoutMs(30_000L));

        Seen later = taskflow.passes(Duration.ofMinutes(10));

        assertSent(
                later,
                "dispatch a#2 dispatch-2",
                "dispatch a#3 dispatch-3",
                "stop a#1 dispatch-1 'start-timeout'",
                "stop a#2 dispatch-2 'start-timeout'",
                "stop a#3 dispatch-3 'start-timeout'",
                "3 r1 TASK_RETRY_SCHEDULED a#2 at PT40S",
                "4 r1 TASK_RETRY_SCHEDULED a#3 at PT1M30S",
                "5 r1 TASK_STATUS_CHANGED a#3 TIMED_OUT (start-timeout) by none");
        assertThat(stored("a").endedAt()).isEqualTo(TaskFlowDriver.START.plusSeconds(120));
    }
}
