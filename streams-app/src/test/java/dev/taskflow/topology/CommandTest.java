package dev.taskflow.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.v1.NotifyPolicy;
import dev.taskflow.v1.RejectionCode;
import dev.taskflow.v1.Resume;
import dev.taskflow.v1.SetNotifyPolicy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What holds for every command's envelope, and {@code SetNotifyPolicy}. */
class CommandTest extends RuleTest {

    @Test
    void aNotifyPolicyIsKeptForTheFlowAndForATask() {
        flow.create("a");

        Seen ofFlow = flow.setNotifyPolicy(NotifyPolicy.STATE_CHANGES, null);
        Seen ofTask = flow.setNotifyPolicy(NotifyPolicy.SILENT, "a");

        assertSent(ofFlow, "answer ACCEPTED r1 QUEUED");
        assertSent(ofTask, "answer ACCEPTED r1 QUEUED");
        assertThat(stored().notifyPolicy()).isEqualTo(NotifyPolicy.STATE_CHANGES);
        assertThat(stored("a").notifyPolicy()).isEqualTo(NotifyPolicy.SILENT);
    }

    @Test
    void aNotifyPolicyForAnUnknownTaskIsNotFound() {
        flow.create("a");
        Map<String, String> before = taskflow.storedRows();

        Seen unknown = flow.send(flow.command().setSetNotifyPolicy(new SetNotifyPolicy(NotifyPolicy.SILENT, "z")));

        unknown.rejection(RejectionCode.NOT_FOUND);
        assertThat(taskflow.storedRows()).isEqualTo(before);
    }

    @Test
    void aCommandWithoutPayloadIsInvalid() {
        flow.create();

        Seen none = flow.send(flow.command());

        assertThat(none.rejection(RejectionCode.INVALID).getMessage().orElseThrow())
                .contains("exactly one of createFlow, spawnTasks,");
    }

    @Test
    void aCommandWithTwoPayloadsIsInvalid() {
        flow.create();
        Map<String, String> before = taskflow.storedRows();

        Seen two = flow.send(
                CommandKind.FINISH.to(flow).setResume(Resume.newBuilder().build()));

        two.rejection(RejectionCode.INVALID);
        assertThat(taskflow.storedRows()).isEqualTo(before);
    }

    @Test
    void aBlankCommandIdIsInvalid() {
        flow.create();

        Seen blank = flow.send(CommandKind.FINISH.to(flow).setCommandId(" "));

        assertThat(blank.rejection(RejectionCode.INVALID).getMessage().orElseThrow())
                .contains("commandId is blank", "give every command an id of its own");
    }

    @Test
    void anIllegalFlowIdIsAnsweredUnderThatKey() {
        FlowDsl illegal = taskflow.flow("a/b");

        Seen create = illegal.create();

        create.rejection(RejectionCode.INVALID);
        assertThat(create.resultRecords().get(0).key()).isEqualTo("a/b");
        assertThat(taskflow.storedRows()).isEmpty();
    }

    @Test
    void aCommandToAFlowThatIsNotThereIsNotFound() {
        List<CommandKind> kinds = List.of(CommandKind.values()).stream()
                .filter(kind -> kind != CommandKind.CREATE_FLOW)
                .toList();

        List<Seen> answers =
                kinds.stream().map(kind -> flow.send(kind.to(flow))).toList();

        assertThat(answers).hasSize(8).allSatisfy(answer -> {
            assertThat(answer.rejection(RejectionCode.NOT_FOUND).getMessage().orElseThrow())
                    .contains("no flow flow-1", "check flowId and ownerKey");
        });
        assertThat(taskflow.storedRows()).isEmpty();
    }
}
