package dev.taskflow.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.rules.Flow;
import dev.taskflow.v1.ClosePolicy;
import dev.taskflow.v1.CommandResult;
import dev.taskflow.v1.Completion;
import dev.taskflow.v1.CreateFlow;
import dev.taskflow.v1.DeliveryContext;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.FlowCreated;
import dev.taskflow.v1.FlowSettled;
import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.NotifyPolicy;
import dev.taskflow.v1.RejectionCode;
import dev.taskflow.v1.SyncMode;
import dev.taskflow.v1.TaskDispatch;
import dev.taskflow.v1.TaskFailurePolicy;
import dev.taskflow.v1.TaskReceipt;
import dev.taskflow.v1.TaskSpec;
import dev.taskflow.v1.TaskStatus;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code CreateFlow}: rule C1. */
class CreateTest extends RuleTest {

    @Test
    void C1_createFlowMakesTheFlowAndItsTasks() {
        Seen create = flow.create("a", "b");

        assertSent(
                create,
                "dispatch a#1 dispatch-1",
                "dispatch b#1 dispatch-2",
                "1 r1 FLOW_CREATED QUEUED",
                "2 r1 TASK_SPAWNED a",
                "3 r1 TASK_SPAWNED b",
                "answer ACCEPTED r1 QUEUED [a QUEUED+, b QUEUED+]");
        assertThat(stored().tasks().active()).isEqualTo(2);
        assertThat(stored("a").attempt()).isEqualTo(1);
        assertThat(stored("b").status()).isEqualTo(TaskStatus.QUEUED);
    }

    @Test
    void C1_aFlowMayBeginWithoutTasks() {
        Seen create = flow.create();

        assertSent(create, "1 r1 FLOW_CREATED QUEUED", "answer ACCEPTED r1 QUEUED");
        assertThat(stored().startedAt()).isNull();
    }

    @Test
    void C1_theReceiptsNameTheTasks() {
        Seen create = flow.create("a");

        assertThat(create.acceptance().getTasks())
                .containsExactly(new TaskReceipt("a", "flow-1/a", TaskStatus.QUEUED, true));
    }

    @Test
    void C1_everythingThatIsGivenReachesTheHistoryTheStoreAndTheSettlement() {
        DeliveryContext origin = new DeliveryContext("chat", "room", "account", "thread");
        Instant deadline = TaskFlowDriver.START.plus(Duration.ofHours(1));
        CreateFlow given = CreateFlow.newBuilder()
                .setControllerId("controller-9")
                .setGoal("ship it")
                .setInitialStatus(FlowStatus.RUNNING)
                .setCurrentStep("step 1")
                .setStateJson("{\"n\":1}")
                .setRequesterOrigin(origin)
                .setNotifyPolicy(NotifyPolicy.STATE_CHANGES)
                .setCompletion(Completion.EXPLICIT)
                .setOnTaskFailure(TaskFailurePolicy.CANCEL_SIBLINGS)
                .setClosePolicy(ClosePolicy.ABANDON_TASKS)
                .setCancelGraceMs(5_000L)
                .setDeadline(deadline)
                .setLabels(Map.of("team", "blue"))
                .build();

        Seen create = flow.send(flow.command().setCreateFlow(given));
        Flow made = stored();
        FlowSettled settled = flow.requestCancel().settlement();

        assertThat(create.events().get(0).getFlowCreated().orElseThrow())
                .isEqualTo(new FlowCreated(
                        SyncMode.MANAGED,
                        "controller-9",
                        "ship it",
                        FlowStatus.RUNNING,
                        "step 1",
                        "{\"n\":1}",
                        Map.of("team", "blue"),
                        NotifyPolicy.STATE_CHANGES,
                        Completion.EXPLICIT,
                        TaskFailurePolicy.CANCEL_SIBLINGS,
                        ClosePolicy.ABANDON_TASKS,
                        deadline));
        assertThat(made.startedAt()).isEqualTo(TaskFlowDriver.START);
        assertThat(made.origin().cancelGraceMs()).isEqualTo(5_000);
        assertThat(settled.getControllerId()).contains("controller-9");
        assertThat(settled.getSyncMode()).isEqualTo(SyncMode.MANAGED);
        assertThat(settled.getGoal()).isEqualTo("ship it");
        assertThat(settled.getRequesterOrigin()).contains(origin);
        assertThat(settled.getLabels()).isEqualTo(Map.of("team", "blue"));
        assertThat(settled.getCreatedAt()).isEqualTo(TaskFlowDriver.START);
    }

    @Test
    void C1_theWorkerGetsAllThatTheSpecSays() {
        ByteBuffer input = ByteBuffer.wrap("<work/>".getBytes(StandardCharsets.UTF_8));
        TaskSpec spec = FlowDsl.spec("a")
                .setRuntime("gpu")
                .setLabel("first")
                .setParentRunId("run-0")
                .setInput(input)
                .setInputContentType("application/xml")
                .setMetadata(Map.of("k", "v"))
                .setStartTimeoutMs(1_000L)
                .setRunTimeoutMs(60_000L)
                .setHeartbeatTimeoutMs(9_000L)
                .build();

        Seen create = flow.create(changes -> changes.setTasks(List.of(spec)));

        assertThat(create.dispatches())
                .containsExactly(new TaskDispatch(
                        "flow-1/a",
                        "flow-1",
                        "a",
                        TaskFlowDriver.OWNER,
                        "gpu",
                        1,
                        "dispatch-1",
                        "first",
                        input,
                        "application/xml",
                        Map.of("k", "v"),
                        TaskFlowDriver.START,
                        TaskFlowDriver.START.plusMillis(61_000),
                        9_000L));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "  "})
    void C1_aManagedFlowNeedsAController(@Nullable String controllerId) {
        Seen create = flow.create(changes -> changes.setControllerId(controllerId));

        CommandResult answer = create.rejection(RejectionCode.INVALID);
        assertThat(answer.getMessage().orElseThrow()).contains("needs a controllerId", "name the program");
        assertThat(taskflow.storedRows()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void C1_aMirroredFlowHasExactlyOneTask(int tasks) {
        String[] runIds = List.of("a", "b").subList(0, tasks).toArray(String[]::new);

        Seen create = flow.create(
                changes -> changes.setSyncMode(SyncMode.TASK_MIRRORED).setTasks(FlowDsl.specs(runIds)));

        assertThat(create.rejection(RejectionCode.INVALID).getMessage().orElseThrow())
                .contains("exactly one task, but has " + tasks);
        assertThat(taskflow.storedRows()).isEmpty();
    }

    @Test
    void C1_aMirroredFlowNeedsNoController() {
        Seen create = flow.createMirrored("a");

        assertThat(create.acceptance().getRevision()).contains(1L);
        assertThat(stored().origin().controllerId()).isNull();
    }

    @ParameterizedTest
    @EnumSource(
            value = FlowStatus.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"QUEUED", "RUNNING"})
    void C1_aFlowBeginsQueuedOrRunning(FlowStatus other) {
        Seen create = flow.create(changes -> changes.setInitialStatus(other));

        assertThat(create.rejection(RejectionCode.INVALID).getMessage().orElseThrow())
                .contains("must be QUEUED or RUNNING, but is " + other);
        assertThat(taskflow.storedRows()).isEmpty();
    }

    @Test
    void C1_theRedeliveredCommandIsReplayed() {
        FlowCommand create = flow.createCommand(changes -> changes.setTasks(FlowDsl.specs("a")));
        taskflow.send(create);
        flow.started("a");
        flow.setWaiting();
        Map<String, String> before = taskflow.storedRows();

        Seen again = taskflow.send(create);

        assertSent(again, "answer REPLAYED r2 WAITING [a RUNNING]");
        assertThat(taskflow.storedRows()).isEqualTo(before);
    }

    @Test
    void C1_theRedeliveredCommandIsReplayedAlsoAfterTheEnd() {
        FlowCommand create = flow.createCommand(changes -> changes.setTasks(FlowDsl.specs("a")));
        taskflow.send(create);
        flow.succeeded("a");
        flow.finish();
        Map<String, String> before = taskflow.storedRows();

        Seen again = taskflow.send(create);

        assertSent(again, "answer REPLAYED r2 SUCCEEDED [a SUCCEEDED]");
        assertThat(again.result().getEndedAt()).contains(TaskFlowDriver.START);
        assertThat(taskflow.storedRows()).isEqualTo(before);
    }

    @Test
    void C1_anotherCommandOnTheIdIsNoReplay() {
        flow.create("a");
        Map<String, String> before = taskflow.storedRows();

        Seen other = flow.create("a");

        other.rejection(RejectionCode.FLOW_ID_TAKEN);
        assertThat(taskflow.storedRows()).isEqualTo(before);
    }

    @Test
    void C1_nothingIsMadeIfOneTaskCannotBe() {
        Seen create = flow.create(changes -> changes.setTasks(List.of(
                FlowDsl.spec("a").build(),
                FlowDsl.spec("b").setRuntime("quantum").build())));

        CommandResult answer = create.rejection(RejectionCode.UNKNOWN_RUNTIME);
        assertThat(answer.getMessage().orElseThrow()).contains("Task b", "'quantum'", "use one of [default, gpu]");
        assertThat(answer.getTasks()).isEmpty();
        assertThat(taskflow.storedRows()).isEmpty();
    }

    @Test
    void C1_aRefusedIdIsStillFree() {
        flow.create(changes -> changes.setControllerId(null));

        Seen repaired = flow.create();

        assertSent(repaired, "1 r1 FLOW_CREATED QUEUED", "answer ACCEPTED r1 QUEUED");
    }

    @Test
    void C1_aRunIdTwiceInOneCommandIsInvalid() {
        Seen create = flow.create("a", "b", "a");

        assertThat(create.rejection(RejectionCode.INVALID).getMessage().orElseThrow())
                .contains("runId 'a' is named twice", "give every task a runId of its own");
        assertThat(taskflow.storedRows()).isEmpty();
    }

    @Test
    void C5_aFlowThatIsToBeMadeHasNoRevisionToExpect() {
        Seen create = flow.send(CommandKind.CREATE_FLOW.to(flow).setExpectedRevision(1L));

        assertThat(create.rejection(RejectionCode.REVISION_CONFLICT)
                        .getMessage()
                        .orElseThrow())
                .contains("does not exist yet", "leave expectedRevision out");
        assertThat(taskflow.storedRows()).isEmpty();
    }
}
