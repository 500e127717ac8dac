package dev.taskflow.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.rules.Limits;
import dev.taskflow.rules.Settings;
import dev.taskflow.v1.FlowSettled;
import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.TaskCounts;
import java.time.Duration;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A flow of thousands of children is stopped in steps of a hundred, and its neighbours go on in between: rule K10. */
class LargeFlowTest extends RuleTest {
    private static final int CHILDREN = 3_000;
    private static final int BATCH = 1_000;

    private final FlowDsl small = taskflow.flow("small");

    LargeFlowTest() {
        super(TaskFlowDriver.firingOneTimerAtATime(
                new Settings(Limits.DEFAULT, TaskFlowDriver.GRACE, TaskFlowDriver.RUNTIMES)));
    }

    @BeforeEach
    void aFlowWithThousandsOfChildren() {
        taskflow.passes(Duration.ofSeconds(2));
        flow.create();
        for (int begin = 0; begin < CHILDREN; begin += BATCH) {
            flow.spawn(FlowDsl.specs(runIds(begin, begin + BATCH)), false).acceptance();
        }
        small.create();
    }

    @Test
    void K10_eachStepOfACancelIsBoundedAndEveryChildIsToldOnce() {
        Seen all = flow.requestCancel();

        int steps = 1;
        while (all.settlements().isEmpty()) {
            Seen step = taskflow.passes(Duration.ofMillis(100));
            assertThat(step.cancellations()).hasSizeLessThanOrEqualTo(Settings.DEFAULT_CHILDREN_PER_STEP);
            small.setWaiting().acceptance();
            all = all.and(step);
            steps++;
        }
        assertThat(steps).isEqualTo(CHILDREN / Settings.DEFAULT_CHILDREN_PER_STEP);
        assertThat(Set.copyOf(all.toldToStop())).hasSize(CHILDREN);
        assertThat(all.cancellations()).hasSize(CHILDREN);
        assertThat(all.settlement().getStatus()).isEqualTo(FlowStatus.CANCELLED);
        assertThat(all.settlement().getTasks()).isEqualTo(new TaskCounts(CHILDREN, 0, 0, 0, CHILDREN, 0, 0));
        assertNothingSent(taskflow.passes(TaskFlowDriver.GRACE.multipliedBy(2)));
    }

    @Test
    void C9_eachStepOfAFinishIsBounded() {
        for (String runId : runIds(0, 10)) {
            flow.started(runId);
        }
        Seen all = flow.finish();

        while (all.settlements().isEmpty()) {
            Seen step = taskflow.passes(Duration.ofMillis(100));
            assertThat(step.cancellations()).hasSizeLessThanOrEqualTo(Settings.DEFAULT_CHILDREN_PER_STEP);
            all = all.and(step);
        }

        FlowSettled settled = all.settlement();
        assertThat(settled.getStatus()).isEqualTo(FlowStatus.SUCCEEDED);
        assertThat(settled.getTasks()).isEqualTo(new TaskCounts(CHILDREN, 0, 0, 0, CHILDREN - 10, 0, 10));
    }

    private static String[] runIds(int begin, int end) {
        return IntStream.range(begin, end).mapToObj("run-%05d"::formatted).toArray(String[]::new);
    }
}
