package dev.taskflow.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.v1.Completion;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.TaskSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Very many timers: those that nothing needs any more, and those that are due at once. Takes minutes. */
@Tag("slow")
class StaleTimersIT {
    private static final Logger LOG = LoggerFactory.getLogger(StaleTimersIT.class);
    private static final int FLOWS = 2_500;
    private static final int TASKS = 100;
    private static final Duration START_TIMEOUT = Duration.ofMinutes(3);
    private static final int DEADLINES = 60_000;
    private static final Duration LONG = Duration.ofMinutes(15);

    @RegisterExtension
    private final ApartFixture apart = new ApartFixture(Map.of("flow.partitions", "1", "task.partitions", "1"));

    @Test
    void T5_theTimersOfAQuarterOfAMillionEndedTasksDelayNoOthers() {
        TaskFlowFixture taskflow = apart.taskflow();
        apart.startProcessor(Map.of());
        taskflow.startWorker(TaskFlowFixture.RUNTIME);
        List<TaskSpec> tasks = IntStream.range(0, TASKS)
                .mapToObj(n -> TaskSpec.newBuilder(FlowClient.spec("run-" + n, TaskFlowFixture.RUNTIME))
                        .setStartTimeoutMs(START_TIMEOUT.toMillis())
                        .build())
                .toList();
        createAll(FLOWS, n -> taskflow.flow("stale-" + n)
                .createCommand(tasks, create -> create.setCompletion(Completion.WHEN_TASKS_SETTLE)));
        awaitSettled(FLOWS);
        Pause.of(START_TIMEOUT); // Each would be due by now.

        for (int n = 0; n < 10; n++) {
            FlowClient flow = taskflow.flow("timely-" + n);
            Instant deadline = Instant.now().plusSeconds(1);
            flow.send(flow.createCommand(List.of(), create -> create.setDeadline(deadline)));
            Instant settledAt = taskflow.observer()
                    .flowSettled()
                    .awaitValue("end of " + flow.id(), each -> each.getFlowId().equals(flow.id()))
                    .getSettledAt();
            LOG.info("A deadline is met {} after it is due", Duration.between(deadline, settledAt));
        }
    }

    @Test
    void T9_sixtyThousandDeadlinesThatAreDueAtOnceAreMetAndLetCommandsThrough() {
        TaskFlowFixture taskflow = apart.taskflow();
        apart.startProcessor(Map.of());
        Instant deadline = Instant.now().plus(START_TIMEOUT);
        createAll(DEADLINES, n -> taskflow.flow("due-" + n)
                .createCommand(List.of(), create -> create.setDeadline(deadline)));
        TopicLog.await(
                "the first deadline is met",
                () -> Instant.now().isAfter(deadline)
                        && !taskflow.observer().flowSettled().records().isEmpty());

        FlowClient between = taskflow.flow("between");
        between.send(between.createCommand(List.of(), create -> create));
        int metBefore = taskflow.observer().flowSettled().records().size();
        assertThat(metBefore).as("deadlines met before a command is decided").isLessThan(DEADLINES);
        LOG.info("A command is decided after {} of {} deadlines", metBefore, DEADLINES);
        awaitSettled(DEADLINES);

        assertThat(taskflow.observer().flowSettled().values())
                .hasSize(DEADLINES)
                .allMatch(settled -> settled.getStatus() == FlowStatus.CANCELLED);
    }

    private void createAll(int count, IntFunction<FlowCommand> command) {
        Inputs inputs = apart.taskflow().inputs();
        IntStream.range(0, count).mapToObj(command).forEach(inputs::sendSoon);
        inputs.flush();
    }

    private void awaitSettled(int count) {
        Stopwatch watch = Stopwatch.started();
        Awaitility.await(count + " flows have settled")
                .pollInSameThread()
                .atMost(LONG)
                .until(() -> apart.taskflow().observer().flowSettled().records().size() >= count);
        LOG.info("{} flows have settled {} ms later", count, watch.millis());
    }
}
