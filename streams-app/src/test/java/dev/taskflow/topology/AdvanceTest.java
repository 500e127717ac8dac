package dev.taskflow.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.rules.Wait;
import dev.taskflow.v1.Fail;
import dev.taskflow.v1.Finish;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.FlowUpdated;
import dev.taskflow.v1.RejectionCode;
import dev.taskflow.v1.Resume;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a controller drives its flow with: rules C7 and C8. */
class AdvanceTest extends RuleTest {

    @ParameterizedTest
    @EnumSource(names = {"SET_WAITING", "RESUME", "FINISH", "FAIL"})
    void C7_afterTheCancelIntentTheFlowIsDrivenNoMore(CommandKind kind) {
        flow.create("a");
        flow.started("a");
        flow.requestCancel();
        Map<String, String> before = taskflow.storedRows();

        Seen late = flow.send(kind.to(flow));

        assertThat(late.rejection(RejectionCode.CANCEL_REQUESTED).getMessage().orElseThrow())
                .contains("stop driving it and await its settlement");
        assertThat(late.result().getRevision()).contains(2L);
        assertThat(taskflow.storedRows()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(names = {"SET_WAITING", "RESUME", "FINISH", "FAIL"})
    void C7_afterTheEndTheFlowIsDrivenNoMore(CommandKind kind) {
        flow.create();
        flow.fail("gave up");
        Map<String, String> before = taskflow.storedRows();

        Seen late = flow.send(kind.to(flow));

        assertThat(late.rejection(RejectionCode.TERMINAL).getMessage().orElseThrow())
                .contains("ended FAILED", "create a new flow for further work");
        assertThat(late.result().getEndedAt()).contains(TaskFlowDriver.START);
        assertThat(taskflow.storedRows()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({"flow-1/a,", ",waits for a signature", "flow-1/a,waits for a signature"})
    void C8_aFlowWithABlockerIsBlocked(String blockedTaskId, String blockedSummary) {
        flow.create("a");

        Seen blocked = flow.setWaiting(
                waiting -> waiting.setBlockedTaskId(blockedTaskId).setBlockedSummary(blockedSummary));

        assertSent(blocked, "3 r2 FLOW_UPDATED BLOCKED", "answer ACCEPTED r2 BLOCKED");
        assertThat(blocked.result().getEndedAt()).as("open").isEmpty();
        assertThat(stored().waiting()).isEqualTo(new Wait(null, blockedTaskId, blockedSummary, null));
    }

    @ParameterizedTest
    @CsvSource(
            value = {"NULL,NULL", "'',' '", "' ',''"},
            nullValues = "NULL")
    void C8_aFlowWithoutABlockerIsWaiting(String blockedTaskId, String blockedSummary) {
        flow.create();

        Seen waiting =
                flow.setWaiting(set -> set.setBlockedTaskId(blockedTaskId).setBlockedSummary(blockedSummary));

        assertSent(waiting, "2 r2 FLOW_UPDATED WAITING", "answer ACCEPTED r2 WAITING");
    }

    @Test
    void C8_theHistoryShowsAllThatSetWaitingSays() {
        Instant wakeAt = TaskFlowDriver.START.plusSeconds(90);
        flow.create();

        Seen blocked = flow.setWaiting(set -> set.setCurrentStep("step 2")
                .setStateJson("{\"n\":2}")
                .setWaitJson("{\"for\":\"approval\"}")
                .setBlockedTaskId("flow-1/a")
                .setBlockedSummary("a signature")
                .setWakeAt(wakeAt));

        assertThat(blocked.events().get(0).getFlowUpdated())
                .contains(new FlowUpdated(
                        FlowStatus.BLOCKED,
                        "step 2",
                        "{\"n\":2}",
                        "{\"for\":\"approval\"}",
                        "flow-1/a",
                        "a signature",
                        wakeAt,
                        false));
    }

    @Test
    void C8_aNewWaitTakesThePlaceOfTheOldOne() {
        flow.create();
        flow.setWaiting(set -> set.setBlockedSummary("a signature").setWakeAt(TaskFlowDriver.START.plusSeconds(5)));

        flow.setWaiting(set -> set.setWaitJson("{}"));

        assertThat(stored().waiting()).isEqualTo(new Wait("{}", null, null, null));
        assertThat(stored().status()).isEqualTo(FlowStatus.WAITING);
        assertNothingSent(taskflow.passes(Duration.ofSeconds(6)));
    }

    @Test
    void C8_theFlowWakesWhenItsTimeHasCome() {
        flow.create();
        flow.setWaiting(set -> set.setBlockedSummary("until five").setWakeAt(TaskFlowDriver.START.plusSeconds(5)));

        Seen before = taskflow.passes(Duration.ofSeconds(4));
        Seen due = taskflow.passes(Duration.ofSeconds(1));

        assertNothingSent(before);
        assertSent(due, "3 r3 FLOW_UPDATED RUNNING");
        assertThat(stored().waiting()).isEqualTo(Wait.NONE);
        assertThat(stored().startedAt()).isEqualTo(TaskFlowDriver.START.plusSeconds(5));
    }

    @Test
    void C8_aFlowThatWasResumedIsNotWokenAgain() {
        flow.create();
        flow.setWaiting(set -> set.setWakeAt(TaskFlowDriver.START.plusSeconds(5)));
        flow.resume();

        Seen later = taskflow.passes(Duration.ofSeconds(10));

        assertNothingSent(later);
    }

    @Test
    void C8_resumeClearsWaitAndBlockFields() {
        flow.create();
        flow.setWaiting(set -> set.setWaitJson("{}")
                .setBlockedTaskId("flow-1/a")
                .setBlockedSummary("a signature")
                .setWakeAt(TaskFlowDriver.START.plusSeconds(5)));

        Seen resume = flow.resume();

        assertSent(resume, "3 r3 FLOW_UPDATED RUNNING", "answer ACCEPTED r3 RUNNING");
        assertThat(stored().waiting()).isEqualTo(Wait.NONE);
    }

    @Test
    void C8_resumeMayQueueAgain() {
        flow.create();
        flow.setWaiting();

        Seen resume = flow.send(flow.command()
                .setResume(Resume.newBuilder().setStatus(FlowStatus.QUEUED).build()));

        assertSent(resume, "3 r3 FLOW_UPDATED QUEUED", "answer ACCEPTED r3 QUEUED");
    }

    @ParameterizedTest
    @EnumSource(
            value = FlowStatus.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"QUEUED", "RUNNING"})
    void C8_resumeLeadsToNoOtherStatus(FlowStatus other) {
        flow.create();
        Map<String, String> before = taskflow.storedRows();

        Seen resume = flow.send(
                flow.command().setResume(Resume.newBuilder().setStatus(other).build()));

        assertThat(resume.rejection(RejectionCode.INVALID).getMessage().orElseThrow())
                .contains("resume.status must be QUEUED or RUNNING");
        assertThat(taskflow.storedRows()).isEqualTo(before);
    }

    @Test
    void C8_whatIsNotGivenStaysAsItWas() {
        flow.create(create -> create.setCurrentStep("step 1").setStateJson("{\"n\":1}"));

        flow.setWaiting();
        flow.resume();

        assertThat(stored().currentStep()).isEqualTo("step 1");
        assertThat(stored().stateJson()).isEqualTo("{\"n\":1}");
    }

    @Test
    void C8_finishEndsTheFlowAndClearsWhatItWaitedFor() {
        flow.create(create -> create.setStateJson("{\"n\":1}"));
        flow.setWaiting(set -> set.setBlockedSummary("a signature").setWaitJson("{}"));
        taskflow.passes(Duration.ofSeconds(3));

        Seen finish = flow.send(flow.command().setFinish(new Finish("{\"n\":2}", "all done")));

        assertSent(
                finish,
                "3 r3 FLOW_SETTLED SUCCEEDED",
                "settled SUCCEEDED r3 at PT3S: 0 tasks",
                "answer ACCEPTED r3 SUCCEEDED");
        assertThat(finish.result().getEndedAt()).contains(taskflow.now());
        assertThat(finish.settlement().getSummary()).contains("all done");
        assertThat(finish.settlement().getError()).isEmpty();
        assertThat(stored().waiting()).isEqualTo(Wait.NONE);
        assertThat(stored().stateJson()).isEqualTo("{\"n\":2}");
        assertThat(stored().endedAt()).isEqualTo(taskflow.now());
    }

    @Test
    void C8_failEndsTheFlowAndSaysWhatBlockedIt() {
        flow.create();
        flow.setWaiting(set -> set.setWaitJson("{}").setWakeAt(TaskFlowDriver.START.plusSeconds(9)));
        taskflow.passes(Duration.ofSeconds(3));

        Seen fail =
                flow.send(flow.command().setFail(new Fail("no signature", "{\"n\":2}", "flow-1/a", "nobody signed")));

        assertSent(fail, "3 r3 FLOW_SETTLED FAILED", "settled FAILED r3 at PT3S: 0 tasks", "answer ACCEPTED r3 FAILED");
        assertThat(fail.settlement().getError()).contains("no signature");
        assertThat(stored().waiting()).isEqualTo(new Wait(null, "flow-1/a", "nobody signed", null));
        assertThat(stored().stateJson()).isEqualTo("{\"n\":2}");
        assertNothingSent(taskflow.passes(Duration.ofSeconds(9)));
    }

    @Test
    void C7_theRedeliveredFinishIsReplayedAndSettlesNothingAgain() {
        flow.create("a");
        FlowCommand finish = CommandKind.FINISH.to(flow).build();
        taskflow.send(finish);
        Map<String, String> before = taskflow.storedRows();

        Seen again = taskflow.send(finish);

        assertSent(again, "answer REPLAYED r2 SUCCEEDED");
        assertThat(taskflow.storedRows()).isEqualTo(before);
    }
}
