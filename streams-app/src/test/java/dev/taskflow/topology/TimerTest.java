package dev.taskflow.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.rules.Wait;
import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.SyncMode;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What a flow asks to happen by itself: {@code wakeAt} (C8) and {@code deadline} (T9). */
class TimerTest extends RuleTest {

    @Test
    void C8_aWaitingFlowIsResumedWhenItIsDue() {
        flow.create();
        flow.setWaiting(waiting -> waiting.setWaitJson("{}").setWakeAt(at(30)));

        Seen later = taskflow.passes(Duration.ofMinutes(10));

        assertSent(later, "3 r3 FLOW_UPDATED RUNNING");
        assertThat(later.events().get(0).getOccurredAt()).isEqualTo(at(30));
        assertThat(later.events().get(0).getCausedBy()).isEmpty();
        assertThat(stored().status()).isEqualTo(FlowStatus.RUNNING);
        assertThat(stored().waiting()).isEqualTo(Wait.NONE);
    }

    @Test
    void C8_aBlockedFlowIsResumedWhenItIsDue() {
        flow.create();
        flow.setWaiting(waiting -> waiting.setBlockedSummary("stuck").setWakeAt(at(30)));

        Seen later = taskflow.passes(Duration.ofMinutes(10));

        assertSent(later, "3 r3 FLOW_UPDATED RUNNING");
        assertThat(stored().waiting()).isEqualTo(Wait.NONE);
    }

    @Test
    void C8_whatTheControllerKeepsOutlivesTheWakeUp() {
        flow.create();
        flow.setWaiting(waiting ->
                waiting.setStateJson("{\"n\":1}").setCurrentStep("asked").setWakeAt(at(30)));

        taskflow.passes(Duration.ofSeconds(30));

        assertThat(stored().stateJson()).isEqualTo("{\"n\":1}");
        assertThat(stored().currentStep()).isEqualTo("asked");
    }

    @Test
    void C8_nothingHappensBeforeItIsDue() {
        flow.create();
        flow.setWaiting(waiting -> waiting.setWakeAt(at(30)));

        Seen later = taskflow.passes(Duration.ofSeconds(29));

        assertNothingSent(later);
    }

    @Test
    void C8_aWakeUpInThePastResumesAtOnceAndNotBackInTime() {
        flow.create();
        flow.setWaiting(waiting -> waiting.setWakeAt(at(-3_600)));

        Seen later = taskflow.passes(Duration.ofSeconds(1));

        assertSent(later, "3 r3 FLOW_UPDATED RUNNING");
        assertThat(later.events().get(0).getOccurredAt()).isEqualTo(at(1)); // X3
    }

    @Test
    void C8_aWakeUpBeforeTheEpochResumesAtOnce() {
        flow.create();
        flow.setWaiting(waiting -> waiting.setWakeAt(Instant.ofEpochMilli(-5)));

        Seen later = taskflow.passes(Duration.ofSeconds(1));

        assertSent(later, "3 r3 FLOW_UPDATED RUNNING");
    }

    @Test
    void C8_aFlowThatWasResumedByItsControllerIsNotWokenUp() {
        flow.create();
        flow.setWaiting(waiting -> waiting.setWakeAt(at(30)));
        flow.resume();

        Seen later = taskflow.passes(Duration.ofMinutes(10));

        assertNothingSent(later);
    }

    @Test
    void C8_aLaterWaitReplacesTheWakeUp() {
        flow.create();
        flow.setWaiting(waiting -> waiting.setWakeAt(at(30)));
        flow.setWaiting(waiting -> waiting.setWakeAt(at(50)));

        Seen later = taskflow.passes(Duration.ofMinutes(10));

        assertSent(later, "4 r4 FLOW_UPDATED RUNNING");
        assertThat(later.events().get(0).getOccurredAt()).isEqualTo(at(50));
    }

    @Test
    void C8_aLaterWaitWithoutWakeUpWaitsForTheController() {
        flow.create();
        flow.setWaiting(waiting -> waiting.setWakeAt(at(30)));
        flow.setWaiting();

        Seen later = taskflow.passes(Duration.ofMinutes(10));

        assertNothingSent(later);
    }

    @Test
    void C8_theSameWakeUpSetAgainAfterAResumeWakesOnce() {
        flow.create();
        flow.setWaiting(waiting -> waiting.setWakeAt(at(30)));
        flow.resume();
        flow.setWaiting(waiting -> waiting.setWakeAt(at(30)));

        Seen later = taskflow.passes(Duration.ofMinutes(10));

        assertSent(later, "5 r5 FLOW_UPDATED RUNNING");
    }

    @Test
    void C8_aFlowThatIsBeingCancelledIsNotWokenUp() {
        flow.create(create -> create.setCancelGraceMs(3_600_000L).setTasks(FlowDsl.specs("a")));
        flow.started("a");
        flow.setWaiting(waiting -> waiting.setWakeAt(at(30)));
        flow.requestCancel();

        Seen later = taskflow.passes(Duration.ofMinutes(10));

        assertNothingSent(later);
        assertThat(stored().status()).isEqualTo(FlowStatus.WAITING);
    }

    @Test
    void C8_anEndedFlowIsNotWokenUp() {
        flow.create();
        flow.setWaiting(waiting -> waiting.setBlockedSummary("stuck").setWakeAt(at(30)));
        flow.finish();

        Seen later = taskflow.passes(Duration.ofMinutes(10));

        assertNothingSent(later);
    }

    @Test
    void T9_theDeadlineCancelsTheFlow() {
        flow.create(create -> create.setDeadline(at(30)).setTasks(FlowDsl.specs("a", "b")));
        flow.started("a");

        Seen later = taskflow.passes(Duration.ofSeconds(60));

        assertSent(
                later,
                "stop a#1 dispatch-1 'deadline-exceeded' by PT1M30S",
                "stop b#1 dispatch-2 'deadline-exceeded' by PT1M30S",
                "5 r2 FLOW_CANCEL_REQUESTED 'deadline-exceeded'",
                "6 r2 TASK_CANCEL_REQUESTED a#1 'deadline-exceeded'",
                "7 r2 TASK_STATUS_CHANGED b#1 CANCELLED by none");
        assertThat(stored().isTerminal()).isFalse();
    }

    @Test
    void T9_aFlowWithoutActiveTasksIsCancelledAtItsDeadline() {
        flow.create(create -> create.setDeadline(at(30)));

        Seen later = taskflow.passes(Duration.ofMinutes(10));

        assertSent(
                later,
                "2 r2 FLOW_CANCEL_REQUESTED 'deadline-exceeded'",
                "3 r3 FLOW_SETTLED CANCELLED",
                "settled CANCELLED r3 at PT30S: 0 tasks, because 'deadline-exceeded'");
    }

    @Test
    void T9_afterTheDeadlineTheFlowsGraceHolds() {
        flow.create(
                create -> create.setDeadline(at(30)).setCancelGraceMs(20_000L).setTasks(FlowDsl.specs("a")));
        flow.started("a");

        Seen later = taskflow.passes(Duration.ofMinutes(10));

        assertSent(
                later,
                "stop a#1 dispatch-1 'deadline-exceeded' by PT50S",
                "4 r2 FLOW_CANCEL_REQUESTED 'deadline-exceeded'",
                "5 r2 TASK_CANCEL_REQUESTED a#1 'deadline-exceeded'",
                "6 r2 TASK_STATUS_CHANGED a#1 LOST (cancel-grace-elapsed) by none",
                "7 r3 FLOW_SETTLED CANCELLED",
                "settled CANCELLED r3 at PT50S: 1 tasks, 1 lost, because 'deadline-exceeded'");
    }

    @Test
    void T9_aDeadlineInThePastCancelsAtOnceAndNotBackInTime() {
        flow.create(create -> create.setDeadline(at(-3_600)).setTasks(FlowDsl.specs("a")));

        Seen later = taskflow.passes(Duration.ofSeconds(1));

        assertSent(
                later,
                "stop a#1 dispatch-1 'deadline-exceeded' by PT1M1S",
                "3 r2 FLOW_CANCEL_REQUESTED 'deadline-exceeded'",
                "4 r2 TASK_STATUS_CHANGED a#1 CANCELLED by none",
                "5 r3 FLOW_SETTLED CANCELLED",
                "settled CANCELLED r3 at PT1S: 1 tasks, 1 cancelled, because 'deadline-exceeded'");
    }

    @Test
    void T9_aFlowThatEndedInTimeIsNotCancelled() {
        flow.create(create -> create.setDeadline(at(30)));
        flow.finish();

        Seen later = taskflow.passes(Duration.ofMinutes(10));

        assertNothingSent(later);
    }

    @Test
    void T9_aFlowThatIsBeingCancelledKeepsItsReason() {
        flow.create(create -> create.setDeadline(at(30)).setTasks(FlowDsl.specs("a")));
        flow.started("a");
        flow.requestCancel("enough", 120_000L);

        Seen later = taskflow.passes(Duration.ofSeconds(60));

        assertNothingSent(later);
    }

    @Test
    void T9_aSpawnAfterTheDeadlineIsRefused() {
        flow.create(create -> create.setDeadline(at(30)).setTasks(FlowDsl.specs("a")));
        flow.started("a");
        taskflow.passes(Duration.ofSeconds(30));

        Seen late = flow.spawn("b");

        assertSent(late, "answer REJECTED CANCEL_REQUESTED r2 QUEUED");
    }

    @Test
    void T9_aCancelAfterTheDeadlineIsAReplay() {
        flow.create(create -> create.setDeadline(at(30)).setTasks(FlowDsl.specs("a")));
        flow.started("a");
        taskflow.passes(Duration.ofSeconds(30));

        Seen cancel = flow.requestCancel();

        assertSent(cancel, "stop a#1 dispatch-1 'deadline-exceeded' by PT1M30S", "answer REPLAYED r2 QUEUED");
    }

    @Test
    void T9_theDeadlineCancelsAMirroredFlowToo() {
        flow.create(create -> create.setSyncMode(SyncMode.TASK_MIRRORED)
                .setControllerId(null)
                .setDeadline(at(30))
                .setTasks(FlowDsl.specs("a")));

        Seen later = taskflow.passes(Duration.ofMinutes(10));

        assertSent(
                later,
                "stop a#1 dispatch-1 'deadline-exceeded' by PT1M30S",
                "3 r2 FLOW_CANCEL_REQUESTED 'deadline-exceeded'",
                "4 r2 TASK_STATUS_CHANGED a#1 CANCELLED by none",
                "5 r3 FLOW_SETTLED CANCELLED",
                "settled CANCELLED r3 at PT30S: 1 tasks, 1 cancelled, because 'deadline-exceeded'");
    }

    private static Instant at(long seconds) {
        return TaskFlowDriver.START.plusSeconds(seconds);
    }
}
