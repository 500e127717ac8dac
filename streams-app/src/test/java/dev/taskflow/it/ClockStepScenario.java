package dev.taskflow.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.v1.Completion;
import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.TaskCancellation;
import dev.taskflow.v1.TaskOutcome;
import dev.taskflow.v1.TaskSpec;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The processor's wall clock steps back by an hour in the middle of work. Everything goes on, however the clock is moved. */
final class ClockStepScenario {
    private static final Duration STEP = Duration.ofHours(-1);
    private static final Duration TIME = Duration.ofSeconds(3);

    private ClockStepScenario() {}

    /** The wall clock of a processor that runs. */
    interface MovableClock {
        /** Moves it, forwards or, by a negative duration, back. */
        void step(Duration by);
    }

    /** Durations, decisions and walks go on (T5, K10). */
    static void everythingGoesOn(TaskFlowFixture taskflow, MovableClock clock) {
        FlowClient timed = taskflow.flow("timed");
        timed.send(timed.createCommand(
                List.of(TaskSpec.newBuilder(FlowClient.spec("only", TaskFlowFixture.RUNTIME))
                        .setStartTimeoutMs(TIME.toMillis())
                        .build()),
                create -> create.setCompletion(Completion.WHEN_TASKS_SETTLE)));
        FlowClient wide = taskflow.flow("wide");
        Set<String> runIds = IntStream.range(0, 300).mapToObj(n -> "run-" + n).collect(Collectors.toSet());
        wide.create(runIds.toArray(String[]::new));

        clock.step(STEP);

        FlowClient after = taskflow.flow("after");
        after.send(after.createCommand(
                FlowClient.specs("only"), create -> create.setCompletion(Completion.WHEN_TASKS_SETTLE)));
        after.completed("only", TaskOutcome.SUCCEEDED);
        assertThat(after.settled().getStatus()).isEqualTo(FlowStatus.SUCCEEDED);
        assertThat(timed.settled().getStatus()).isEqualTo(FlowStatus.FAILED);
        wide.send(wide.cancelCommand());
        assertThat(wide.settled().getStatus()).isEqualTo(FlowStatus.CANCELLED);
        assertThat(told(taskflow, wide)).isEqualTo(runIds);
    }

    private static Set<String> told(TaskFlowFixture taskflow, FlowClient flow) {
        return taskflow.observer().taskCancellations().values().stream()
                .filter(each -> each.getFlowId().equals(flow.id()))
                .map(TaskCancellation::getRunId)
                .collect(Collectors.toSet());
    }
}
