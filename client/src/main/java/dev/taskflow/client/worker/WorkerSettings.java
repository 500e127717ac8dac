package dev.taskflow.client.worker;

import dev.taskflow.client.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What {@link TaskWorkerBuilder} was told; its methods say what each is. */
record WorkerSettings(
        Connection connection,
        String runtime,
        TaskHandler handler,
        String workerId,
        String group,
        Delivery delivery,
        int concurrency,
        int shareConsumers,
        Optional<Duration> lockDuration,
        Optional<Duration> startedAfter,
        Duration progressInterval,
        boolean interruptOnCancel,
        Duration closeLimit,
        List<Class<? extends Throwable>> notRetryable) {

    String dispatchTopic() {
        return connection.topics(runtime).tasks(runtime).name();
    }

    String cancellationTopic() {
        return connection.topics(runtime).taskCancellations().name();
    }

    String reportTopic() {
        return connection.topics(runtime).taskEvents().name();
    }

    /** How many tasks a share consumer holds; all together hold as many as may run at once, so none waits for another. */
    int tasksOfShareConsumer(int index) {
        return concurrency / shareConsumers + (index < concurrency % shareConsumers ? 1 : 0);
    }
}
