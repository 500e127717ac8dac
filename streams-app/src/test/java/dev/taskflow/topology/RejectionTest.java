package dev.taskflow.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.rules.Limits;
import dev.taskflow.v1.ClosePolicy;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.RejectionCode;
import dev.taskflow.v1.ReplyMode;
import dev.taskflow.v1.RequestCancel;
import dev.taskflow.v1.SpawnTasks;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a refused command does and does not do: rule C10. */
class RejectionTest {

    /** For each code a command that earns it, and the words that tell its sender what to do. */
    @SuppressWarnings("ImmutableEnumChecker") // its functions have no state
    enum Case {
        NOT_FOUND(flow -> {}, CommandKind.FINISH::to, "check flowId and ownerKey"),
        FLOW_ID_TAKEN(FlowDsl::create, CommandKind.CREATE_FLOW::to, "choose another one"),
        NOT_MANAGED(flow -> flow.createMirrored("a"), CommandKind.RESUME::to, "create a MANAGED flow for that"),
        CANCEL_REQUESTED(
                flow -> {
                    flow.create("a");
                    flow.started("a");
                    flow.requestCancel();
                },
                CommandKind.SPAWN_TASKS::to,
                "stop driving it and await its settlement"),
        TERMINAL(
                flow -> {
                    flow.create();
                    flow.finish();
                },
                CommandKind.SPAWN_TASKS::to,
                "create a new flow for further work"),
        REVISION_CONFLICT(
                FlowDsl::create,
                flow -> CommandKind.RESUME.to(flow).setExpectedRevision(9L),
                "read the flow, decide again, and send a new command"),
        ACTIVE_TASKS(
                flow -> flow.create(create ->
                        create.setClosePolicy(ClosePolicy.REJECT_IF_ACTIVE).setTasks(FlowDsl.specs("a"))),
                CommandKind.FINISH::to,
                "await or cancel them first"),
        INVALID(FlowDsl::create, FlowDsl::command, "must have exactly one of"),
        TOO_LARGE(
                FlowDsl::create,
                flow -> flow.command().setRequestCancel(new RequestCancel("x".repeat(2_000), null)),
                "keep large data elsewhere and send a reference to it"),
        UNKNOWN_RUNTIME(
                FlowDsl::create,
                flow -> flow.command()
                        .setSpawnTasks(new SpawnTasks(
                                List.of(FlowDsl.spec("a").setRuntime("quantum").build()), false)),
                "use one of [default, gpu], or have the operator add it"),
        LIMIT_EXCEEDED(
                flow -> {
                    flow.create();
                    flow.seal();
                },
                CommandKind.SPAWN_TASKS::to,
                "create another flow for them");

        private final Consumer<FlowDsl> given;
        private final Function<FlowDsl, FlowCommand.Builder> command;
        private final String whatToDo;

        Case(Consumer<FlowDsl> given, Function<FlowDsl, FlowCommand.Builder> command, String whatToDo) {
            this.given = given;
            this.command = command;
            this.whatToDo = whatToDo;
        }

        RejectionCode code() {
            return RejectionCode.valueOf(name());
        }
    }

    @ParameterizedTest
    @EnumSource
    void C10_aRejectionChangesNoStateAndSaysWhatToDo(Case rejected) {
        try (TaskFlowDriver taskflow = small()) {
            FlowDsl flow = taskflow.flow("flow-1");
            rejected.given.accept(flow);
            Map<String, String> before = taskflow.storedRows();

            Seen seen = flow.send(rejected.command.apply(flow));

            assertThat(seen.rejection(rejected.code()).getMessage().orElseThrow())
                    .contains(rejected.whatToDo);
            assertThat(taskflow.storedRows()).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @EnumSource
    void C10_aRejectionIsAnsweredByDefault(Case rejected) {
        try (TaskFlowDriver taskflow = small()) {
            FlowDsl flow = taskflow.flow("flow-1");
            rejected.given.accept(flow);

            Seen seen = flow.send(rejected.command.apply(flow).setReply(ReplyMode.ON_REJECT));

            seen.rejection(rejected.code());
        }
    }

    @ParameterizedTest
    @EnumSource
    void C10_aRejectionThatNobodyWantsIsNotAnswered(Case rejected) {
        try (TaskFlowDriver taskflow = small()) {
            FlowDsl flow = taskflow.flow("flow-1");
            rejected.given.accept(flow);
            Map<String, String> before = taskflow.storedRows();

            Seen seen = flow.send(rejected.command.apply(flow).setReply(ReplyMode.NONE));

            assertThat(seen.isNothing()).as("nothing sent: %s", seen.sizes()).isTrue();
            assertThat(taskflow.storedRows()).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @EnumSource
    void C10_aRejectedCommandThatComesAgainIsRejectedAgain(Case rejected) {
        try (TaskFlowDriver taskflow = small()) {
            FlowDsl flow = taskflow.flow("flow-1");
            rejected.given.accept(flow);
            FlowCommand command = rejected.command.apply(flow).build();
            taskflow.send(command);
            Map<String, String> before = taskflow.storedRows();

            Seen again = taskflow.send(command);

            again.rejection(rejected.code());
            assertThat(taskflow.storedRows()).isEqualTo(before);
        }
    }

    @Test
    void C10_everyCodeThatTheProcessorGivesHasACase() {
        List<RejectionCode> withCase =
                Arrays.stream(Case.values()).map(Case::code).toList();

        assertThat(RejectionCode.values())
                .filteredOn(code -> code != RejectionCode.UNSPECIFIED)
                .as("FORBIDDEN is kept for a tenant's topic (A1)")
                .filteredOn(code -> code != RejectionCode.FORBIDDEN)
                .containsExactlyInAnyOrderElementsOf(withCase);
    }

    private static TaskFlowDriver small() {
        return new TaskFlowDriver(new Limits(1_000, 10_000, 10, 10), 1);
    }
}
