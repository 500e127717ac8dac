package dev.taskflow.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.v1.ClosePolicy;
import dev.taskflow.v1.CommandResult;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.RejectionCode;
import dev.taskflow.v1.TaskReceipt;
import dev.taskflow.v1.TaskStatus;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** In which order a command is checked, and which commands are replays: rule C4. */
class CommandOrderTest extends RuleTest {

    @Test
    void C4_theOrderIs_shapeBeforeExistence() {
        Seen malformed = flow.cancelTask("not/legal");

        malformed.rejection(RejectionCode.INVALID);
    }

    @Test
    void C4_theOrderIs_sizesBeforeExistence() {
        Seen huge = flow.requestCancel("x".repeat(256 * 1024 + 1), null);

        huge.rejection(RejectionCode.TOO_LARGE);
    }

    @ParameterizedTest
    @EnumSource(names = {"SPAWN_TASKS", "SET_WAITING", "RESUME", "FINISH", "FAIL"})
    void C4_theOrderIs_existenceBeforeManaged(CommandKind kind) {
        flow.createMirrored("a");

        Seen foreign = flow.send(kind.to(flow.as("mallory")));

        foreign.rejection(RejectionCode.NOT_FOUND);
    }

    @ParameterizedTest
    @EnumSource(names = {"SPAWN_TASKS", "SET_WAITING", "RESUME", "FINISH", "FAIL"})
    void C4_theOrderIs_managedBeforeTerminal(CommandKind kind) {
        flow.createMirrored("a");
        flow.succeeded("a");
        Map<String, String> before = taskflow.storedRows();

        Seen late = flow.send(kind.to(flow));

        assertSent(late, "answer REJECTED NOT_MANAGED r2 SUCCEEDED");
        assertThat(taskflow.storedRows()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(names = {"SET_WAITING", "RESUME", "FINISH", "FAIL"})
    void C4_theOrderIs_terminalBeforeCancelIntent(CommandKind kind) {
        flow.create();
        flow.requestCancel();
        Map<String, String> before = taskflow.storedRows();

        Seen late = flow.send(kind.to(flow));

        assertSent(late, "answer REJECTED TERMINAL r3 CANCELLED");
        assertThat(taskflow.storedRows()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(names = {"SPAWN_TASKS", "SET_WAITING", "RESUME", "FINISH", "FAIL"})
    void C4_theOrderIs_cancelIntentBeforeRevision(CommandKind kind) {
        flow.create("a");
        flow.started("a");
        flow.requestCancel();

        Seen stale = flow.send(kind.to(flow).setExpectedRevision(1L));

        stale.rejection(RejectionCode.CANCEL_REQUESTED);
    }

    @ParameterizedTest
    @EnumSource(names = {"FINISH", "FAIL"})
    void C4_theOrderIs_revisionBeforeTheRest(CommandKind kind) {
        flow.create(
                create -> create.setClosePolicy(ClosePolicy.REJECT_IF_ACTIVE).setTasks(FlowDsl.specs("a")));

        Seen stale = flow.send(kind.to(flow).setExpectedRevision(7L));

        stale.rejection(RejectionCode.REVISION_CONFLICT);
    }

    @ParameterizedTest
    @EnumSource(names = {"SET_WAITING", "RESUME", "SPAWN_TASKS", "SET_NOTIFY_POLICY", "FINISH", "FAIL"})
    void C4_theLastCommandIsReplayedWhateverItExpects(CommandKind kind) {
        flow.create();
        FlowCommand command = kind.to(flow).setExpectedRevision(1L).build();
        taskflow.send(command).acceptance();
        Map<String, String> before = taskflow.storedRows();

        Seen again = taskflow.send(command);

        CommandResult answer = again.replay();
        assertThat(answer.getRevision()).contains(stored().revision());
        assertThat(answer.getStatus()).contains(stored().status());
        assertThat(taskflow.storedRows()).isEqualTo(before);
    }

    @Test
    void C4_theCommandThatEndedTheFlowIsReplayedAlsoWhenItsTasksEndLater() {
        flow.create(create -> create.setClosePolicy(ClosePolicy.ABANDON_TASKS).setTasks(FlowDsl.specs("a")));
        FlowCommand finish = CommandKind.FINISH.to(flow).setExpectedRevision(1L).build();
        taskflow.send(finish);
        flow.succeeded("a");
        Map<String, String> before = taskflow.storedRows();

        Seen again = taskflow.send(finish);

        assertSent(again, "answer REPLAYED r2 SUCCEEDED");
        assertThat(taskflow.storedRows()).isEqualTo(before);
    }

    @Test
    void C4_anEarlierCommandThatComesAgainIsJudgedAnew() {
        flow.create();
        FlowCommand first =
                CommandKind.SET_WAITING.to(flow).setExpectedRevision(1L).build();
        taskflow.send(first);
        flow.resume();
        Map<String, String> before = taskflow.storedRows();

        Seen again = taskflow.send(first);

        again.rejection(RejectionCode.REVISION_CONFLICT);
        assertThat(taskflow.storedRows()).isEqualTo(before);
    }

    @Test
    void C4_aRejectedCommandIsNotRemembered() {
        flow.create("a");
        FlowCommand early =
                CommandKind.SET_WAITING.to(flow).setExpectedRevision(2L).build();
        taskflow.send(early).rejection(RejectionCode.REVISION_CONFLICT);
        flow.resume();

        Seen again = taskflow.send(early);

        assertSent(again, "4 r3 FLOW_UPDATED WAITING", "answer ACCEPTED r3 WAITING");
    }

    @Test
    void C4_cancelOfAnEndedTaskIsReplayed() {
        flow.create("a", "b");
        flow.failed("a");
        Map<String, String> before = taskflow.storedRows();

        Seen cancel = flow.cancelTask("a");

        assertThat(cancel.replay().getTasks())
                .containsExactly(new TaskReceipt("a", "flow-1/a", TaskStatus.FAILED, false));
        assertThat(taskflow.storedRows()).isEqualTo(before);
    }

    @Test
    void C4_cancelOfAnUnknownTaskIsNotFound() {
        flow.create("a");
        Map<String, String> before = taskflow.storedRows();

        Seen cancel = flow.cancelTask("z");

        CommandResult answer = cancel.rejection(RejectionCode.NOT_FOUND);
        assertThat(answer.getMessage().orElseThrow()).contains("has no task z", "check the runId");
        assertThat(answer.getRevision()).as("C6").isEmpty();
        assertThat(taskflow.storedRows()).isEqualTo(before);
    }
}
