package dev.taskflow.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.app.TaskFlowConfig;
import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.TaskStatus;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** With the longest durations that configuration and commands may give no sum overflows: flows settle and are pruned. */
class LongestDurationsTest extends RuleTest {
    private static final Duration TEN_YEARS = Duration.ofDays(3_650);
    private static final Duration A_MOMENT = Duration.ofSeconds(2);
    private static final String LONGEST = Long.toString(TEN_YEARS.toMillis());

    LongestDurationsTest() {
        super(TaskFlowDriver.firingOneTimerAtATime(TaskFlowConfig.of(
                        Map.of("cancel.grace.ms", LONGEST, "retention.ms", LONGEST, "runtimes", "default,gpu"))
                .rules()));
    }

    @Test
    void K7_aFlowSettlesWhenTheLongestGraceHasPassed() {
        taskflow.passes(A_MOMENT);
        flow.create("a");
        flow.started("a");
        flow.requestCancel().acceptance();

        taskflow.topologyTestDriver().advanceWallClockTime(TEN_YEARS.minus(A_MOMENT)); // at once
        assertThat(stored().status()).isNotEqualTo(FlowStatus.CANCELLED);
        taskflow.passes(A_MOMENT.multipliedBy(2));

        assertThat(stored().status()).isEqualTo(FlowStatus.CANCELLED);
        assertThat(stored("a").status()).isEqualTo(TaskStatus.LOST);
    }

    @Test
    void S2_aFlowIsKeptForTheLongestRetentionAndThenPruned() {
        taskflow.passes(A_MOMENT);
        flow.create();
        flow.finish().acceptance();

        taskflow.topologyTestDriver().advanceWallClockTime(TEN_YEARS.minus(A_MOMENT)); // at once
        assertThat(stored().status()).isEqualTo(FlowStatus.SUCCEEDED);
        taskflow.passes(A_MOMENT.multipliedBy(2));

        assertThat(taskflow.storedRows()).isEmpty();
    }
}
