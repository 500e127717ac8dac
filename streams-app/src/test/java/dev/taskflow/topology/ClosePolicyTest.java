package dev.taskflow.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.v1.ClosePolicy;
import dev.taskflow.v1.FlowSettled;
import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.RejectionCode;
import dev.taskflow.v1.TaskCounts;
import dev.taskflow.v1.TaskStatus;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@code Finish} and {@code Fail} do with active tasks: rule C9. */
class ClosePolicyTest extends RuleTest {

    @ParameterizedTest
    @EnumSource(names = {"FINISH", "FAIL"})
    void C9_cancelTasksStopsTheTasksBeforeTheFlowSettles(CommandKind kind) {
        flow.create("queued", "running", "done");
        flow.started("running");
        flow.succeeded("done");
        FlowStatus end = kind == CommandKind.FINISH ? FlowStatus.SUCCEEDED : FlowStatus.FAILED;
        String why = kind == CommandKind.FINISH ? "'flow finished'" : "'flow failed'";

        Seen close = flow.send(kind.to(flow));

        assertThat(close.transcript())
                .containsExactlyInAnyOrder(
                        "stop queued#1 dispatch-1 %s by PT1M".formatted(why),
                        "stop running#1 dispatch-2 %s by PT1M".formatted(why),
                        "7 r1 TASK_STATUS_CHANGED queued#1 CANCELLED by none",
                        "8 r1 TASK_CANCEL_REQUESTED running#1 %s".formatted(why),
                        "9 r2 FLOW_SETTLED %s".formatted(end),
                        "settled %s r2 at PT0S: 3 tasks, 1 succeeded, 1 cancelled, 1 active".formatted(end),
                        "answer ACCEPTED r2 %s".formatted(end));
        assertThat(stored("running").status()).isEqualTo(TaskStatus.RUNNING);
    }

    @Test
    void C9_aTaskThatEndsAfterItsFlowSettlesNothingAgain() {
        flow.create("a");
        flow.started("a");
        flow.finish();

        Seen late = flow.succeeded("a");

        assertSent(late, "6 r2 TASK_STATUS_CHANGED a#1 SUCCEEDED");
        assertThat(stored().tasks().active()).isZero();
        assertThat(stored().status()).isEqualTo(FlowStatus.SUCCEEDED);
    }

    @ParameterizedTest
    @EnumSource(names = {"FINISH", "FAIL"})
    void C9_abandonTasksLetsThemRun(CommandKind kind) {
        flow.create(create -> create.setClosePolicy(ClosePolicy.ABANDON_TASKS).setTasks(FlowDsl.specs("a", "b")));
        flow.started("a");

        FlowSettled settled = flow.send(kind.to(flow)).settlement();

        assertThat(settled.getTasks()).isEqualTo(new TaskCounts(2, 0, 0, 0, 0, 0, 2));
        assertThat(stored("a").status()).isEqualTo(TaskStatus.RUNNING);
        assertThat(stored("a").cancelRequestedAt()).isNull();
        assertThat(stored("b").status()).isEqualTo(TaskStatus.QUEUED);
        assertSent(flow.started("b"), "6 r2 TASK_STATUS_CHANGED b#1 RUNNING");
    }

    @ParameterizedTest
    @EnumSource(names = {"FINISH", "FAIL"})
    void C9_rejectIfActiveRefuses(CommandKind kind) {
        flow.create(
                create -> create.setClosePolicy(ClosePolicy.REJECT_IF_ACTIVE).setTasks(FlowDsl.specs("a", "b")));
        flow.succeeded("a");
        Map<String, String> before = taskflow.storedRows();

        Seen refused = flow.send(kind.to(flow));

        assertThat(refused.rejection(RejectionCode.ACTIVE_TASKS).getMessage().orElseThrow())
                .contains("has 1 active tasks", "await or cancel them first");
        assertThat(taskflow.storedRows()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(names = {"FINISH", "FAIL"})
    void C9_rejectIfActiveAcceptsWhenNoneIs(CommandKind kind) {
        flow.create(
                create -> create.setClosePolicy(ClosePolicy.REJECT_IF_ACTIVE).setTasks(FlowDsl.specs("a")));
        flow.failed("a");

        Seen accepted = flow.send(kind.to(flow));

        accepted.acceptance();
        assertThat(accepted.settlement().getTasks()).isEqualTo(new TaskCounts(1, 0, 1, 0, 0, 0, 0));
    }
}
