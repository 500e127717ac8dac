package dev.taskflow.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.v1.CreateFlow;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.RejectionCode;
import dev.taskflow.v1.SpawnTasks;
import dev.taskflow.v1.TaskSpec;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The default limits on commands: rule X4, and C10's {@code TOO_LARGE}. */
class LimitsTest extends RuleTest {

    private static final int FIELD = 256 * 1024;

    /** Fields of every shape: text, map, bytes, within an array, of the envelope. */
    @SuppressWarnings("ImmutableEnumChecker") // its functions have no state
    enum Field {
        GOAL("createFlow.goal", bytes -> create(create -> create.setGoal("x".repeat(bytes)))),
        STATE_JSON("createFlow.stateJson", bytes -> create(create -> create.setStateJson("x".repeat(bytes)))),
        UMLAUTS(
                "createFlow.stateJson",
                bytes -> create(create -> create.setStateJson("ä".repeat(bytes / 2) + "x".repeat(bytes % 2)))),
        LABELS(
                "createFlow.labels",
                bytes -> create(create -> create.setLabels(
                        Map.of("key1", "x".repeat(FIELD / 2), "key2", "x".repeat(bytes - FIELD / 2 - 8))))),
        INPUT(
                "createFlow.tasks[1].input",
                bytes -> create(create -> create.setTasks(List.of(
                        FlowDsl.spec("a").build(),
                        FlowDsl.spec("b").setInput(ByteBuffer.allocate(bytes)).build()))));

        private final String path;
        private final IntFunction<UnaryOperator<FlowCommand.Builder>> ofBytes;

        Field(String path, IntFunction<UnaryOperator<FlowCommand.Builder>> ofBytes) {
            this.path = path;
            this.ofBytes = ofBytes;
        }

        private static UnaryOperator<FlowCommand.Builder> create(UnaryOperator<CreateFlow.Builder> changes) {
            return command -> command.setCreateFlow(changes.apply(CreateFlow.newBuilder()
                            .setControllerId(FlowDsl.CONTROLLER)
                            .setGoal("goal"))
                    .build());
        }

        FlowCommand.Builder of(int bytes, FlowDsl flow) {
            return ofBytes.apply(bytes).apply(CommandKind.CREATE_FLOW.to(flow));
        }
    }

    @ParameterizedTest
    @EnumSource
    void X4_aFieldOf256KiBIsAccepted(Field field) {
        Seen seen = flow.send(field.of(FIELD, flow));

        seen.acceptance();
    }

    @Test
    void X4_keysThatEveryOutputRepeatsHaveALimitOfTheirOwn() {
        Seen fits = flow.as("x".repeat(1_000)).create();
        Seen longOwner = flow.as("x".repeat(1_001)).create();
        Seen longCommandId = flow.send(CommandKind.CREATE_FLOW.to(flow).setCommandId("x".repeat(1_001)));

        fits.acceptance();
        assertThat(longOwner.rejection(RejectionCode.TOO_LARGE).getMessage().orElseThrow())
                .contains("ownerKey and commandId may have at most 1000 characters");
        longCommandId.rejection(RejectionCode.TOO_LARGE);
    }

    @ParameterizedTest
    @EnumSource
    void X4_aFieldOfOneByteMoreIsTooLarge(Field field) {
        Seen seen = flow.send(field.of(FIELD + 1, flow));

        assertThat(seen.rejection(RejectionCode.TOO_LARGE).getMessage().orElseThrow())
                .contains(field.path + " is 262,145 bytes, the limit for one field is 262,144");
        assertThat(taskflow.storedRows()).isEmpty();
    }

    @Test
    void X4_aCommandOver900KiBIsTooLargeThoughNoFieldIs() {
        String text = "x".repeat(FIELD);

        Seen seen = flow.create(create ->
                create.setGoal(text).setCurrentStep(text).setStateJson(text).setControllerId(text));

        assertThat(seen.rejection(RejectionCode.TOO_LARGE).getMessage().orElseThrow())
                .contains("the limit is 921,600: send less at once");
        assertThat(taskflow.storedRows()).isEmpty();
    }

    @Test
    void C10_aStateOf5MegabytesIsTooLargeAndOthersGoOn() {
        flow.create();
        Map<String, String> before = taskflow.storedRows();

        Seen huge = flow.setWaiting(waiting -> waiting.setStateJson("x".repeat(5_000_000)));

        assertThat(huge.rejection(RejectionCode.TOO_LARGE).getRevision()).contains(1L);
        assertThat(taskflow.storedRows()).isEqualTo(before);
        flow.setWaiting().acceptance();
    }

    @Test
    void X4_aThousandTasksInOneCommandAreAccepted() {
        flow.create();

        Seen spawn = flow.send(flow.command().setSpawnTasks(new SpawnTasks(specs(1_000), false)));

        assertThat(spawn.acceptance().getTasks()).hasSize(1_000);
        assertThat(spawn.dispatches()).hasSize(1_000);
        assertThat(stored().tasks().active()).isEqualTo(1_000);
    }

    @Test
    void X4_aThousandAndOneAreNot() {
        flow.create();
        Map<String, String> before = taskflow.storedRows();

        Seen spawn = flow.send(flow.command().setSpawnTasks(new SpawnTasks(specs(1_001), false)));

        spawn.rejection(RejectionCode.LIMIT_EXCEEDED);
        assertThat(taskflow.storedRows()).isEqualTo(before);
    }

    @Test
    void X4_createFlowHasTheSameLimitOfTasks() {
        Seen create = flow.create(changes -> changes.setTasks(specs(1_001)));

        create.rejection(RejectionCode.LIMIT_EXCEEDED);
        assertThat(taskflow.storedRows()).isEmpty();
    }

    private static List<TaskSpec> specs(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> FlowDsl.spec("run-" + i).build())
                .toList();
    }
}
