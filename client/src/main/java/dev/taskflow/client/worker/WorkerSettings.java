package dev.taskflow.client.worker;

import dev.taskflow.client.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What {@link TaskWorkerBuilder} was told; its methods say what each is.
 *
 * @param shareConsumers 0 while it is to be chosen
 */
record WorkerSettings(
        Connection connection,
        String runtime,
        TaskHandler handler,
        String workerId,
        String group,
        Delivery delivery,
        int concurrency,
        int prefetch,
        int shareConsumers,
        Optional<Duration> lockDuration,
        Optional<Duration> startedAfter,
        Duration progressInterval,
        boolean interruptOnCancel,
        Duration closeLimit,
        List<Class<? extends Throwable>> notRetryable) {

    /** Kafka allows a group 200 members by default, and each has threads and connections of its own. */
    private static final int MOST_SHARE_CONSUMERS = 16;

    /** How many members a worker has at most that are more than its slots. */
    private static final int MOST_FOR_FEW_SLOTS = 8;

    String dispatchTopic() {
        return connection.topics(runtime).tasks(runtime).name();
    }

    String cancellationTopic() {
        return connection.topics(runtime).taskCancellations().name();
    }

    String reportTopic() {
        return connection.topics(runtime).taskEvents().name();
    }

    /** How many tasks a share consumer takes at a time, so that all together take as many as may run or wait here. */
    int tasksOfShareConsumer() {
        return (concurrency + prefetch + shareConsumers - 1) / shareConsumers;
    }

    /** These settings with a number of share consumers, if none was chosen. */
    WorkerSettings withShareConsumersFor(int partitions) {
        if (shareConsumers > 0) {
            return this;
        }
        // With few slots they would be on few of the partitions.
        int onAll = (int) Math.min((long) concurrency * partitions, MOST_FOR_FEW_SLOTS);
        int members = Math.max(onAll, Math.min(concurrency, MOST_SHARE_CONSUMERS));
        return new WorkerSettings(
                connection,
                runtime,
                handler,
                workerId,
                group,
                delivery,
                concurrency,
                prefetch,
                members,
                lockDuration,
                startedAfter,
                progressInterval,
                interruptOnCancel,
                closeLimit,
                notRetryable);
    }
}
