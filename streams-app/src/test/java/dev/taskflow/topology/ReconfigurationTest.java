package dev.taskflow.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.rules.Limits;
import dev.taskflow.rules.Task;
import dev.taskflow.v1.RejectionCode;
import dev.taskflow.v1.RetryPolicy;
import dev.taskflow.v1.TaskStatus;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A processor that is restarted with another configuration goes on with the state of the one before. */
class ReconfigurationTest {

    private final TaskFlowDriver before = new TaskFlowDriver();
    private final TaskFlowDriver withoutGpu = new TaskFlowDriver(Limits.DEFAULT, 1, Set.of("default"));
    private final TaskFlowDriver after = new TaskFlowDriver();

    @BeforeEach
    void aTaskOnAGpuWaitsForItsSecondAttempt() {
        FlowDsl flow = before.flow("flow-1");
        flow.create(create -> create.setTasks(List.of(FlowDsl.spec("a")
                .setRuntime("gpu")
                .setRetry(new RetryPolicy(2, 1_000L, 1.0, 1_000L))
                .build())));
        flow.failed("a");
        before.flow("flow-2").create();
        before.flow("flow-2").setWaiting(waiting -> waiting.setWakeAt(TaskFlowDriver.START.plusSeconds(3)));
        withoutGpu.takeOver(before);
    }

    @AfterEach
    void close() {
        List.of(before, withoutGpu, after).forEach(TaskFlowDriver::close);
    }

    @Test
    void T3_aRetryOnARuntimeThatIsGoneStopsNoOtherFlow() {
        Seen due = withoutGpu.passes(Duration.ofSeconds(5));

        assertThat(due.transcript()).containsExactly("3 r3 FLOW_UPDATED RUNNING");
        assertThat(task(withoutGpu).status()).isEqualTo(TaskStatus.QUEUED);
    }

    @Test
    void T3_aRetryOnARuntimeThatWasGoneIsMadeWhenItIsBack() {
        withoutGpu.passes(Duration.ofSeconds(5));
        after.takeOver(withoutGpu);

        Seen back = after.passes(Duration.ofMinutes(2));

        assertThat(back.dispatches()).hasSize(1);
        assertThat(back.dispatches().get(0).getAttempt()).isEqualTo(2);
        assertThat(back.dispatches().get(0).getRuntime()).isEqualTo("gpu");
    }

    @Test
    void K2_aTaskOnARuntimeThatIsGoneCanBeCancelled() {
        Seen cancel = withoutGpu.flow("flow-1").requestCancel();

        cancel.acceptance();
        assertThat(cancel.settlement().getTasks().getCancelled()).isEqualTo(1);
    }

    @Test
    void C2_aSpawnOnARuntimeThatIsGoneIsRefused() {
        Seen spawn = withoutGpu
                .flow("flow-1")
                .spawn(List.of(FlowDsl.spec("b").setRuntime("gpu").build()), false);

        spawn.rejection(RejectionCode.UNKNOWN_RUNTIME);
    }

    private static Task task(TaskFlowDriver taskflow) {
        return Objects.requireNonNull(taskflow.storedTask("flow-1", "a"), "no such task");
    }
}
