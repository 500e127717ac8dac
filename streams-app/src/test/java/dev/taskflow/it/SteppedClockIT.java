package dev.taskflow.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.app.ProcessorAt;
import dev.taskflow.app.TaskFlowConfig;
import dev.taskflow.app.TaskFlowProcessor;
import dev.taskflow.clock.ProcessorClock;
import dev.taskflow.v1.Completion;
import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.TaskSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The wall clock is set back by an hour while the processor runs: nothing that counts durations notices. */
class SteppedClockIT {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int MORE_THAN_ONE_STEP = 250;

    @RegisterExtension
    private final TaskFlowFixture taskflow = TaskFlowFixture.provisioned();

    private final AtomicReference<Duration> shift = new AtomicReference<>(Duration.ZERO);
    private final FlowClient flow = taskflow.flow(UUID.randomUUID().toString());

    @BeforeEach
    void start() {
        InstantSource wall = () -> Instant.now(Clock.systemUTC()).plus(shift.get());
        TaskFlowProcessor processor = taskflow.closing(
                ProcessorAt.start(TaskFlowConfig.of(taskflow.settings("any")), ProcessorClock.on(wall)));
        processor.awaitReady(TopicLog.PATIENCE);
    }

    @Test
    void timeoutsThatWereSetBeforeAStepBackFire() {
        TaskSpec spec = TaskSpec.newBuilder(FlowClient.spec("slow", TaskFlowFixture.RUNTIME))
                .setStartTimeoutMs(3_000L)
                .build();
        flow.send(flow.createCommand(List.of(spec), each -> each.setCompletion(Completion.WHEN_TASKS_SETTLE)));
        shift.set(HOUR.negated());

        // With a clock that steps back it would be an hour.
        assertThat(flow.settled().getStatus()).isEqualTo(FlowStatus.FAILED);
    }

    @Test
    void commandsAndWalksGoOnAfterAStepBack() {
        String[] runIds = IntStream.range(0, MORE_THAN_ONE_STEP)
                .mapToObj(n -> "task-" + n)
                .toArray(String[]::new);
        flow.create(runIds);
        shift.set(HOUR.negated());

        flow.send(flow.cancelCommand());

        assertThat(flow.settled().getStatus()).isEqualTo(FlowStatus.CANCELLED);
    }
}
