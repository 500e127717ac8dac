package dev.taskflow.rules;

import static dev.taskflow.rules.Fixtures.command;
import static dev.taskflow.rules.Fixtures.managed;
import static dev.taskflow.rules.Fixtures.tasks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.taskflow.v1.CancelTask;
import dev.taskflow.v1.CreateFlow;
import dev.taskflow.v1.Finish;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.NotifyPolicy;
import dev.taskflow.v1.RejectionCode;
import dev.taskflow.v1.RequestCancel;
import dev.taskflow.v1.Resume;
import dev.taskflow.v1.SetNotifyPolicy;
import dev.taskflow.v1.SyncMode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What makes a command {@code INVALID} by itself, and how the answer says so. */
class ShapeTest {
    private static final Shape SHAPE = new Shape(Limits.DEFAULT);

    static Stream<Arguments> invalid() {
        FlowCommand.Builder finish = command("c").setFinish(new Finish(null, null));
        return Stream.of(
                arguments("exactly one of", command("c")),
                arguments(
                        "exactly one of",
                        FlowCommand.newBuilder(finish).setResume(new Resume(FlowStatus.RUNNING, null, null))),
                arguments("ownerKey is blank", FlowCommand.newBuilder(finish).setOwnerKey("\t ")),
                arguments("ownerKey has control", FlowCommand.newBuilder(finish).setOwnerKey("a\u0000b")),
                arguments("commandId is blank", FlowCommand.newBuilder(finish).setCommandId("")),
                arguments("flowId must be", FlowCommand.newBuilder(finish).setFlowId("a/b")),
                arguments("resume.status", command("c").setResume(new Resume(FlowStatus.WAITING, null, null))),
                arguments("resume.status", command("c").setResume(new Resume(FlowStatus.UNSPECIFIED, null, null))),
                arguments("graceMs", command("c").setRequestCancel(new RequestCancel(null, -1L))),
                arguments("graceMs", command("c").setRequestCancel(new RequestCancel(null, Long.MAX_VALUE))),
                arguments("runId must be", command("c").setCancelTask(new CancelTask("", null))),
                arguments(
                        "runId must be",
                        command("c").setSetNotifyPolicy(new SetNotifyPolicy(NotifyPolicy.SILENT, "a b"))),
                arguments("names no task", command("c").setSpawnTasks(Fixtures.spawn())),
                arguments("controllerId", creating(managed().setControllerId(null))),
                arguments("controllerId", creating(managed().setControllerId("  "))),
                arguments("initialStatus", creating(managed().setInitialStatus(FlowStatus.BLOCKED))),
                arguments("initialStatus", creating(managed().setInitialStatus(FlowStatus.UNSPECIFIED))),
                arguments("cancelGraceMs", creating(managed().setCancelGraceMs(Long.MIN_VALUE))),
                arguments("exactly one task", creating(mirrored())),
                arguments("exactly one task", creating(mirrored("a", "b"))),
                arguments("named twice", creating(managed().setTasks(tasks("a", "b", "a")))));
    }

    @ParameterizedTest(name = "{0} [{index}]")
    @MethodSource("invalid")
    void anInvalidCommandIsToldWhatIsWrong(String words, FlowCommand.Builder command) {
        Refusal refusal = SHAPE.fault(command.build(), 500);

        assertThat(refusal)
                .isNotNull()
                .returns(RejectionCode.INVALID, Refusal::code)
                .extracting(Refusal::message, STRING)
                .contains(words)
                .endsWith(".");
    }

    static Stream<FlowCommand.Builder> valid() {
        return Stream.of(
                command("c").setRequestCancel(new RequestCancel(null, 0L)),
                command("c").setRequestCancel(new RequestCancel(null, Durations.MAX_MS)),
                command("c").setResume(new Resume(FlowStatus.QUEUED, null, null)),
                creating(managed().setInitialStatus(FlowStatus.RUNNING).setTasks(List.of())),
                creating(mirrored("a")));
    }

    @ParameterizedTest
    @MethodSource("valid")
    void aSoundCommandPasses(FlowCommand.Builder command) {
        assertThat(SHAPE.fault(command.build(), 500)).isNull();
    }

    @Test
    void aQuotedTextCannotForgeALogLine() {
        Refusal refusal = SHAPE.fault(
                command("c")
                        .setFlowId("x\r\nERROR forged\u001b[31m")
                        .setFinish(new Finish(null, null))
                        .build(),
                500);

        assertThat(refusal)
                .isNotNull()
                .extracting(Refusal::message, STRING)
                .doesNotContainPattern("\\p{Cntrl}")
                .contains("x??ERROR forged?[31m");
    }

    @Test
    void aQuotedTextIsShort() {
        assertThat(Quote.of("x".repeat(1_000_000))).hasSizeLessThan(70).endsWith("…'");
        assertThat(Quote.of("x".repeat(60))).isEqualTo("'" + "x".repeat(60) + "'");
        assertThat(Quote.of("half a pair: \ud83d")).isEqualTo("'half a pair: ?'");
    }

    private static FlowCommand.Builder creating(CreateFlow.Builder create) {
        return command("c").setCreateFlow(create.build());
    }

    private static CreateFlow.Builder mirrored(String... runIds) {
        return CreateFlow.newBuilder()
                .setGoal("a goal")
                .setSyncMode(SyncMode.TASK_MIRRORED)
                .setTasks(tasks(runIds));
    }
}
