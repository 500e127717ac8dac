package dev.taskflow.client.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.v1.TaskDispatch;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BrokerRestartIT {
    private static final int AT_ONCE = 4;

    private static List<TaskDispatch> dispatches(String runtime) {
        return Stream.generate(() -> Processor.dispatch(runtime, "").build())
                .limit(20)
                .toList();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTOMATIC")
    void tasksGoOnAndNoneIsLost(Delivery delivery, @TempDir Path data) throws Exception {
        CountDownLatch running = new CountDownLatch(AT_ONCE);
        CountDownLatch restarted = new CountDownLatch(1);
        try (Installation installation = Installation.keptIn(data)) {
            String runtime = installation.runtime(2);
            Processor processor = installation.processor();
            try (TaskWorker worker = TaskWorker.of(installation.connection(), runtime, task -> {
                        running.countDown();
                        Until.open(restarted);
                        return TaskResult.succeeded();
                    })
                    .delivery(delivery)
                    .concurrency(AT_ONCE)
                    .start()) {
                List<TaskDispatch> before = dispatches(runtime);
                processor.send(before);
                Until.open(running);

                installation.restartBroker();
                restarted.countDown();
                List<TaskDispatch> after = dispatches(runtime);
                processor.send(after);

                Stream.concat(before.stream(), after.stream()).forEach(processor::awaitCompleted);
                assertThat(worker.failure()).isNotDone();
            }
        }
    }
}
