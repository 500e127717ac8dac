package dev.taskflow.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.v1.FlowSettled;
import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.TaskOutcome;
import dev.taskflow.v1.TaskStatus;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** K10: a large flow is cancelled in steps, and the processor dies by SIGKILL between two of them. */
class KillInMidSweepIT {
    private static final int CHILDREN = 2_000;
    private static final String INSTANCE = "a";

    @RegisterExtension
    private final TaskFlowFixture taskflow = TaskFlowFixture.provisioned();

    @Test
    void K10_theWalkGoesOnAfterAKillAndTheFlowSettlesOnceWithExactCounts() {
        ChildProcessor slow = taskflow.startChild(oneChildAtATime());
        FlowClient flow = taskflow.flow("large");
        flow.create();
        flow.spawn(runIds(0, CHILDREN / 2));
        flow.spawn(runIds(CHILDREN / 2, CHILDREN));
        flow.started("run-1999");
        flow.awaitStatus("run-1999", TaskStatus.RUNNING);
        taskflow.inputs().send(flow.cancelCommand());
        TopicLog.await("the walk is under way", this::told, told -> told >= 20);

        slow.kill();
        int toldBeforeTheKill = told();
        ChildProcessor second = taskflow.startChild(INSTANCE);
        TopicLog.await("all children are told", this::told, told -> told == CHILDREN);
        flow.completed("run-1999", TaskOutcome.SUCCEEDED);

        assertThat(toldBeforeTheKill).isLessThan(CHILDREN);
        FlowSettled settled = flow.settled();
        assertThat(settled.getStatus()).isEqualTo(FlowStatus.CANCELLED);
        assertThat(settled.getTasks().getCancelled()).isEqualTo(CHILDREN - 1);
        assertThat(settled.getTasks().getSucceeded()).isEqualTo(1);
        assertThat(settled.getTasks().getActive()).isZero();
        taskflow.observer().assertSettledOnce(flow.id());
        second.assertAlive();
    }

    private int told() {
        return taskflow.observer().taskCancellations().values().size();
    }

    private Map<String, String> oneChildAtATime() {
        Map<String, String> settings = new HashMap<>(taskflow.settings(INSTANCE));
        settings.put("step.children", "1");
        settings.put("timer.slice.ms", "1");
        return settings;
    }

    private static String[] runIds(int from, int to) {
        return IntStream.range(from, to).mapToObj(n -> "run-" + n).toArray(String[]::new);
    }
}
