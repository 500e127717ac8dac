package dev.taskflow.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.v1.CommandOutcome;
import dev.taskflow.v1.CommandResult;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.FlowEventType;
import dev.taskflow.v1.FlowSettled;
import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.RejectionCode;
import dev.taskflow.v1.TaskCancellation;
import dev.taskflow.v1.TaskCounts;
import dev.taskflow.v1.TaskOutcome;
import dev.taskflow.v1.TaskStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A cancel in whose middle the processor stops: the intent is committed, two children run on. */
class CancelRestartIT {
    private static final String INSTANCE = "a";

    @RegisterExtension
    private final TaskFlowFixture taskflow = TaskFlowFixture.provisioned();

    @Test
    void K3_cancelGoesOnAfterARestartOnTheSameState() {
        cancelAcrossRestart(false);
    }

    @Test
    void K3_cancelGoesOnAfterARestartWithoutLocalState() {
        cancelAcrossRestart(true);
    }

    private void cancelAcrossRestart(boolean wiped) {
        FlowClient flow = taskflow.flow("cancelled");
        FlowCommand cancel = flow.cancelCommand();
        try (RunningProcessor before = taskflow.startProcessor(INSTANCE)) {
            flow.create("run-1", "run-2", "queued-1", "queued-2");
            flow.started("run-1");
            flow.started("run-2");
            taskflow.inputs().send(cancel);
            flow.awaitStatus("queued-2", TaskStatus.CANCELLED);
            before.assertHealthy();
        }
        flow.completed("run-1", TaskOutcome.CANCELLED);
        if (wiped) {
            taskflow.wipeState(INSTANCE);
        }

        RunningProcessor after = taskflow.startProcessor(INSTANCE);
        flow.awaitStatus("run-1", TaskStatus.CANCELLED);
        CommandResult lateWhileOpen = flow.spawn("late-1");
        CommandResult again = flow.send(flow.cancelCommand());
        flow.completed("run-2", TaskOutcome.SUCCEEDED);
        FlowSettled settled = flow.settled();
        CommandResult lateAfterEnd = flow.spawn("late-2");
        CommandResult redelivered = flow.send(cancel);

        assertThat(lateWhileOpen.getCode()).contains(RejectionCode.CANCEL_REQUESTED);
        assertThat(lateWhileOpen.getStatus()).contains(FlowStatus.QUEUED);
        assertThat(again.getOutcome()).as("K5").isEqualTo(CommandOutcome.REPLAYED);
        assertThat(settled.getStatus()).isEqualTo(FlowStatus.CANCELLED);
        assertThat(settled.getTasks()).as("K4").isEqualTo(new TaskCounts(4, 1, 0, 0, 3, 0, 0));
        assertThat(settled.getCancelReason()).contains("no longer needed");
        assertThat(lateAfterEnd.getCode()).contains(RejectionCode.CANCEL_REQUESTED);
        assertThat(redelivered.getOutcome()).as("K5").isEqualTo(CommandOutcome.REPLAYED);
        assertThat(taskflow.observer().taskCancellations().values())
                .extracting(TaskCancellation::getRunId)
                .as("told to stop; the one that still ran was told again")
                .containsExactlyInAnyOrder("run-1", "run-2", "queued-1", "queued-2", "run-2");
        assertThat(flow.history())
                .filteredOn(FlowEventType.FLOW_CANCEL_REQUESTED::equals)
                .hasSize(1);
        assertThat(flow.history())
                .filteredOn(FlowEventType.TASK_SPAWNED::equals)
                .hasSize(4);
        assertThat(flow.answers(cancel)).as("answers to the cancel").hasSize(2);
        taskflow.observer().assertSettledOnce(flow.id());
        after.assertHealthy();
    }
}
