package dev.taskflow.client.worker;

import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@SuppressWarnings("try") // A worker works while it is open.
class WorkerThreadsIT extends WorkerFixture {
    WorkerThreadsIT(Installation installation) {
        super(installation);
    }

    /** Threads of workers and of Kafka's clients. */
    private static Set<Thread> threads() {
        Set<Thread> threads = Thread.getAllStackTraces().keySet();
        threads.removeIf(thread -> !thread.isAlive()
                || Stream.of("taskflow-", "consumer_background_thread", "kafka-producer", "kafka-admin-client")
                        .noneMatch(thread.getName()::startsWith));
        return threads;
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTOMATIC")
    void aClosedWorkerLeavesNoThread(Delivery delivery) {
        Set<Thread> before = threads();
        try (TaskWorker worker =
                worker(delivery, task -> TaskResult.succeeded()).start()) {
            processor().awaitCompleted(processor().send(dispatch()));
        }
        Until.holds("no thread of the worker is left", () -> before.containsAll(threads()));
    }
}
