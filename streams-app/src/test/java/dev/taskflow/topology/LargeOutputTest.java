package dev.taskflow.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.rules.Limits;
import dev.taskflow.rules.ShortText;
import dev.taskflow.v1.CreateFlow;
import dev.taskflow.v1.FlowSettled;
import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.SyncMode;
import dev.taskflow.v1.TaskCompleted;
import dev.taskflow.v1.TaskError;
import dev.taskflow.v1.TaskOutcome;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Outputs that are larger than their topics take although each input was within the limits. */
class LargeOutputTest extends RuleTest {
    /** Two and a half of them fit into an output. */
    private static final String LARGE = "x".repeat(1_600_000);

    private static final Limits WIDE = new Limits(2_000_000, 4_000_000, 1_000, 100_000);

    LargeOutputTest() {
        super(new TaskFlowDriver(WIDE, 1));
    }

    @Test
    void aSettlementThatAReportMakesTooLargeHasShortTexts() {
        flow.create(LargeOutputTest::mirrored);

        Seen failed = flow.completed(
                "a",
                TaskCompleted.newBuilder()
                        .setOutcome(TaskOutcome.FAILED)
                        .setSummary(LARGE)
                        .setError(new TaskError("type", LARGE, false))
                        .build());

        FlowSettled settled = failed.settlement();
        assertThat(settled.getStatus()).isEqualTo(FlowStatus.FAILED);
        assertThat(settled.getGoal()).as("as it was given").isEqualTo(LARGE);
        assertThat(settled.getSummary().orElseThrow())
                .hasSize(ShortText.MAX_LENGTH + 1)
                .endsWith("x…");
        assertThat(settled.getError().orElseThrow()).hasSize(ShortText.MAX_LENGTH + 1);
        assertThat(failed.events().get(failed.events().size() - 1).getFlowSettled())
                .as("the same record")
                .contains(settled);
        assertThat(stored().summary()).as("kept whole").isEqualTo(LARGE);
    }

    @Test
    void aSettlementThatFitsHasItsTextsWhole() {
        flow.create(LargeOutputTest::mirrored);

        Seen succeeded = flow.completed(
                "a",
                TaskCompleted.newBuilder()
                        .setOutcome(TaskOutcome.SUCCEEDED)
                        .setSummary(LARGE)
                        .build());

        assertThat(succeeded.settlement().getSummary()).contains(LARGE);
    }

    private static CreateFlow.Builder mirrored(CreateFlow.Builder create) {
        return create.setSyncMode(SyncMode.TASK_MIRRORED)
                .setGoal(LARGE)
                .setTasks(List.of(FlowDsl.spec("a").build()));
    }
}
