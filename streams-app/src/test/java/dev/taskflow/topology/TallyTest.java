package dev.taskflow.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.rules.CommandType;
import dev.taskflow.rules.Decision;
import dev.taskflow.v1.CommandOutcome;
import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.RejectionCode;
import dev.taskflow.v1.TaskStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the metrics are made of. */
class TallyTest extends RuleTest {
    private static final Duration A_WHILE = Duration.ofSeconds(5);

    @Test
    void commandsAreCountedByTypeAndOutcomeAndRejectionsByCode() {
        flow.create("a");
        flow.spawn("b");
        flow.spawn("b");
        flow.requestCancel();
        flow.spawn("c");
        flow.send(flow.command());

        Tally tally = taskflow.tally();
        assertThat(tally.commands(CommandType.CREATE_FLOW, CommandOutcome.ACCEPTED))
                .isEqualTo(1);
        assertThat(tally.commands(CommandType.SPAWN_TASKS, CommandOutcome.ACCEPTED))
                .isEqualTo(1);
        assertThat(tally.commands(CommandType.SPAWN_TASKS, CommandOutcome.REPLAYED))
                .isEqualTo(1);
        assertThat(tally.commands(CommandType.SPAWN_TASKS, CommandOutcome.REJECTED))
                .isEqualTo(1);
        assertThat(tally.commands(CommandType.REQUEST_CANCEL, CommandOutcome.ACCEPTED))
                .isEqualTo(1);
        assertThat(tally.commands(CommandType.UNKNOWN, CommandOutcome.REJECTED)).isEqualTo(1);
        assertThat(tally.rejections(RejectionCode.CANCEL_REQUESTED)).isEqualTo(1);
        assertThat(tally.rejections(RejectionCode.INVALID)).isEqualTo(1);
    }

    @Test
    void tasksAndSettledFlowsAreCountedByHowTheyEnd() {
        flow.create("a", "b", "c");
        flow.succeeded("a");
        flow.succeeded("a");
        flow.failedForGood("b");
        flow.finish();

        Tally tally = taskflow.tally();
        assertThat(tally.tasksSpawned()).isEqualTo(3);
        assertThat(tally.tasksEnded(TaskStatus.SUCCEEDED)).isEqualTo(1);
        assertThat(tally.tasksEnded(TaskStatus.FAILED)).isEqualTo(1);
        assertThat(tally.tasksEnded(TaskStatus.CANCELLED)).isEqualTo(1);
        assertThat(tally.flowsSettled(FlowStatus.SUCCEEDED)).isEqualTo(1);
        assertThat(tally.ignoredInputs(Decision.Reason.ALREADY_ENDED)).isEqualTo(1);
        assertThat(tally.activeTasks()).isZero();
    }

    @Test
    void aCancelIsTimedFromItsIntentToTheFlowsEndAndTheOldestOpenOneIsKnown() {
        List<Duration> settled = new ArrayList<>();
        taskflow.tally().onCancelSettled(settled::add);
        FlowDsl other = taskflow.flow("other");
        flow.create("a");
        other.create("a");
        flow.started("a");
        other.started("a");
        flow.requestCancel();
        taskflow.passes(A_WHILE);
        other.requestCancel();

        assertThat(taskflow.tally().cancellingFlows()).isEqualTo(2);
        assertThat(taskflow.tally().oldestCancel(taskflow.now())).isEqualTo(A_WHILE);
        flow.succeeded("a");
        assertThat(settled).containsExactly(A_WHILE);
        assertThat(taskflow.tally().cancellingFlows()).isEqualTo(1);
        assertThat(taskflow.tally().oldestCancel(taskflow.now())).isZero();
        assertThat(taskflow.tally().timersOverdue(taskflow.now())).isLessThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void whatIsKeptUpIsWhatTheStoresHold() {
        assertKeptUp();
        flow.create("a", "b");
        flow.started("a");
        FlowDsl mirrored = taskflow.flow("mirrored");
        mirrored.createMirrored("only");
        assertKeptUp();
        mirrored.started("only");
        flow.setWaiting();
        assertKeptUp();
        flow.requestCancel();
        mirrored.requestCancel();
        assertThat(taskflow.tally().cancellingFlows()).isEqualTo(2);
        assertKeptUp();
        mirrored.succeeded("only");
        assertKeptUp();
        taskflow.passes(TaskFlowDriver.GRACE.plusSeconds(2)); // K7
        assertKeptUp();
        assertThat(taskflow.tally().flowsSettled(FlowStatus.CANCELLED)).isEqualTo(2);
        assertThat(taskflow.tally().tasksEnded(TaskStatus.LOST)).isEqualTo(1);
    }

    private void assertKeptUp() {
        PartitionTally anew = taskflow.recounted();
        Tally kept = taskflow.tally();
        assertThat(anew.isCounted()).isTrue();
        for (FlowStatus status : FlowStatus.values()) {
            assertThat(kept.openFlows(status)).as(status.name()).isEqualTo(anew.open(status));
        }
        assertThat(kept.activeTasks()).isEqualTo(anew.activeTasks());
        assertThat(kept.cancellingFlows()).isEqualTo(anew.cancelling());
        assertThat(kept.partitionsBeingCounted()).isZero();
    }
}
