package dev.taskflow.client.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.client.Connection;
import dev.taskflow.v1.TaskDispatch;
import dev.taskflow.v1.TaskOutcome;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.GroupState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is particular to a consumer group. */
@ExtendWith(Installation.Shared.class)
@SuppressWarnings("try") // A worker works while it is open.
class ConsumerGroupIT {
    private final Installation installation;
    private final Processor processor;

    ConsumerGroupIT(Installation installation) {
        this.installation = installation;
        this.processor = installation.processor();
    }

    @Test
    void aCancelledTaskThatWaitsIsReportedWhileAnotherRuns() throws Exception {
        String runtime = installation.runtime(1);
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        TaskDispatch first = Processor.dispatch(runtime, "").build();
        TaskDispatch second = Processor.dispatch(runtime, "").build();
        TaskDispatch waiting = Processor.dispatch(runtime, "").build();
        processor.send(List.of(first));
        try (TaskWorker worker = TaskWorker.of(installation.connection(), runtime, task -> {
                    running.countDown();
                    Until.open(release);
                    return TaskResult.succeeded();
                })
                .delivery(Delivery.CONSUMER_GROUP)
                .concurrency(2)
                .start()) {
            Until.open(running);
            // Both come in one poll, since one transaction makes both readable, and there is room for one.
            processor.send(List.of(second, waiting));
            Until.holds("waiting", () -> worker.counts().waiting() == 1);
            processor.cancel(waiting, "while it waits");

            assertThat(processor.awaitCompleted(waiting).getOutcome()).isEqualTo(TaskOutcome.CANCELLED);
            assertThat(processor.completions(first)).isEmpty();
            release.countDown();
            processor.awaitCompleted(first);
        }
    }

    @Test
    void aLongTaskDoesNotCostTheMembership() throws Exception {
        String runtime = installation.runtime(1);
        AtomicInteger runs = new AtomicInteger();
        TaskDispatch dispatch =
                Processor.dispatch(runtime, "").setHeartbeatTimeoutMs(300L).build();
        Connection impatient = installation.connection().withKafka("max.poll.interval.ms", 3000);
        TaskHandler handler = task -> {
            runs.incrementAndGet();
            Until.holds(
                    "more than an interval of heartbeats",
                    () -> processor.events(dispatch).size() > 45);
            return TaskResult.succeeded();
        };
        try (TaskWorker one = TaskWorker.of(impatient, runtime, handler)
                        .delivery(Delivery.CONSUMER_GROUP)
                        .concurrency(1)
                        .start();
                TaskWorker other = TaskWorker.of(impatient, runtime, handler)
                        .delivery(Delivery.CONSUMER_GROUP)
                        .concurrency(1)
                        .start()) {
            Until.holds("both are members", () -> isStableWithTwoMembers("taskflow.workers." + runtime));
            processor.send(List.of(dispatch));
            processor.awaitCompleted(dispatch);
        }
        assertThat(runs).hasValue(1);
    }

    private boolean isStableWithTwoMembers(String group) throws Exception {
        var described = installation
                .admin()
                .describeConsumerGroups(List.of(group))
                .all()
                .get(30, TimeUnit.SECONDS)
                .get(group);
        return described != null
                && described.groupState() == GroupState.STABLE
                && described.members().size() == 2;
    }
}
