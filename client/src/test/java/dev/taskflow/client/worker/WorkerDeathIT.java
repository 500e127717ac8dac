package dev.taskflow.client.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.v1.TaskCompleted;
import dev.taskflow.v1.TaskDispatch;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(Installation.Shared.class)
@SuppressWarnings("try") // A worker works while it is open.
class WorkerDeathIT {
    private static final int TASKS = 20;

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTOMATIC")
    void whatAKilledWorkerHeldIsRunElsewhere(Delivery delivery, Installation installation) throws Exception {
        // On one partition each of the child's members can have any of the tasks, so it comes to hold all of them.
        String runtime = installation.runtime(1);
        List<TaskDispatch> dispatches = Stream.generate(
                        () -> Processor.dispatch(runtime, "").build())
                .limit(TASKS)
                .toList();
        installation.processor().send(dispatches);
        try (ChildWorker child = ChildWorker.start(installation.connection(), runtime, TASKS, delivery)) {
            child.awaitRunning(TASKS);
            child.kill();
        }

        try (TaskWorker heir = TaskWorker.of(
                        installation.connection(), runtime, task -> TaskResult.succeeded("by the heir"))
                .delivery(delivery)
                .start()) {
            assertThat(dispatches.stream().map(installation.processor()::awaitCompleted))
                    .extracting(TaskCompleted::getSummary)
                    .allSatisfy(summary -> assertThat(summary).hasValue("by the heir"));
        }
    }
}
