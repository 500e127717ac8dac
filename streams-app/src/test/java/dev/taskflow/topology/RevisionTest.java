package dev.taskflow.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.v1.CommandResult;
import dev.taskflow.v1.FlowEvent;
import dev.taskflow.v1.NotifyPolicy;
import dev.taskflow.v1.RejectionCode;
import dev.taskflow.v1.TaskStatus;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the revision counts and what it guards: rules C5 and C6. */
class RevisionTest extends RuleTest {

    @ParameterizedTest
    @EnumSource(names = {"SPAWN_TASKS", "SET_WAITING", "RESUME", "FINISH", "FAIL", "SET_NOTIFY_POLICY"})
    void C5_aStaleRevisionIsAConflictAndTheAnswerHasTheCurrentOne(CommandKind kind) {
        flow.create("a");
        flow.setWaiting();
        Map<String, String> before = taskflow.storedRows();

        Seen stale = flow.send(kind.to(flow).setExpectedRevision(1L));

        CommandResult answer = stale.rejection(RejectionCode.REVISION_CONFLICT);
        assertThat(answer.getRevision()).contains(2L);
        assertThat(answer.getMessage().orElseThrow())
                .contains("has revision 2, the command expects 1", "read the flow, decide again");
        assertThat(taskflow.storedRows()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(names = {"SPAWN_TASKS", "SET_WAITING", "RESUME", "FINISH", "FAIL", "SET_NOTIFY_POLICY"})
    void C5_aRevisionThatIsYetToComeIsAConflict(CommandKind kind) {
        flow.create();

        Seen early = flow.send(kind.to(flow).setExpectedRevision(2L));

        early.rejection(RejectionCode.REVISION_CONFLICT);
    }

    @ParameterizedTest
    @EnumSource(names = {"SPAWN_TASKS", "SET_WAITING", "RESUME", "FINISH", "FAIL", "SET_NOTIFY_POLICY"})
    void C5_theCurrentRevisionIsAccepted(CommandKind kind) {
        flow.create();
        flow.setWaiting();

        Seen current = flow.send(kind.to(flow).setExpectedRevision(2L));

        current.acceptance();
    }

    @ParameterizedTest
    @EnumSource(names = {"REQUEST_CANCEL", "CANCEL_TASK"})
    void C5_aCancelNeverFailsOnARevision(CommandKind kind) {
        flow.create("a");
        flow.setWaiting();

        Seen stale = flow.send(kind.to(flow).setExpectedRevision(1L));

        stale.acceptance();
        assertThat(stored("a").status()).isEqualTo(TaskStatus.CANCELLED);
    }

    @Test
    void C6_whatAControllerSeesAddsOneToTheRevision() {
        Seen all = flow.create().and(flow.setWaiting()).and(flow.resume()).and(flow.finish());

        assertThat(all.results())
                .extracting(answer -> answer.getRevision().orElseThrow())
                .containsExactly(1L, 2L, 3L, 4L);
        assertThat(all.events()).extracting(FlowEvent::getRevision).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void C6_aCancelWithNoActiveChildAddsTwo() {
        flow.create("a");
        flow.succeeded("a");

        Seen cancel = flow.requestCancel();

        assertThat(cancel.acceptance().getRevision()).contains(3L);
        assertThat(cancel.settlement().getRevision()).isEqualTo(3);
    }

    @Test
    void C6_aCancelWithARunningChildAddsOneAndItsEndAnother() {
        flow.create("a");
        flow.started("a");

        Seen cancel = flow.requestCancel();
        Seen end = flow.succeeded("a");

        assertThat(cancel.acceptance().getRevision()).contains(2L);
        assertThat(end.settlement().getRevision()).isEqualTo(3);
    }

    @Test
    void C6_whatTasksDoLeavesTheRevision() {
        flow.create("a", "b");
        flow.spawn("c");
        flow.started("a");
        flow.progress("a", "half");
        flow.failed("a");
        flow.cancelTask("b");
        flow.seal();
        flow.setNotifyPolicy(NotifyPolicy.SILENT, null);

        Seen last = flow.succeeded("c");

        assertSent(last, "9 r1 TASK_STATUS_CHANGED c#1 SUCCEEDED");
        assertThat(stored().revision()).isEqualTo(1);
    }

    @Test
    void C6_aTimersChangeAddsOneToo() {
        flow.create();
        flow.setWaiting(waiting -> waiting.setWakeAt(taskflow.now().plusSeconds(5)));

        Seen woken = taskflow.passes(Duration.ofSeconds(5));

        assertSent(woken, "3 r3 FLOW_UPDATED RUNNING");
    }

    @Test
    void C6_aMirroredStatusAddsOneToo() {
        flow.createMirrored("a");

        Seen started = flow.started("a");
        Seen ended = flow.succeeded("a");

        assertThat(started.events().get(1).getRevision()).isEqualTo(2);
        assertThat(ended.settlement().getRevision()).isEqualTo(3);
    }

    @Test
    void C6_everyAnswerToTheOwnerShowsTheFlowAlsoOneToAMalformedCommand() {
        flow.create();

        Seen malformed = flow.cancelTask("not/legal");

        assertSent(malformed, "answer REJECTED INVALID r1 QUEUED");
    }
}
