package dev.taskflow.client.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.topics.FlowPartitioner;
import dev.taskflow.v1.TaskDispatch;
import dev.taskflow.v1.TaskEvent;
import dev.taskflow.v1.TaskOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What only a share group can give. */
@ExtendWith(Installation.Shared.class)
@SuppressWarnings("try") // A worker works while it is open.
class ShareGroupIT {
    private final Installation installation;
    private final Processor processor;

    ShareGroupIT(Installation installation) {
        this.installation = installation;
        this.processor = installation.processor();
    }

    private TaskWorkerBuilder worker(String runtime, TaskHandler handler) {
        return TaskWorker.of(installation.connection(), runtime, handler).delivery(Delivery.SHARE_GROUP);
    }

    private static List<TaskDispatch> dispatches(String runtime, int number) {
        return Stream.generate(() -> Processor.dispatch(runtime, "").build())
                .limit(number)
                .toList();
    }

    @Test
    void eightWorkersWorkAtOnceOnThreePartitions() throws Exception {
        int workers = 8;
        String runtime = installation.runtime(3);
        CountDownLatch atOnce = new CountDownLatch(workers);
        List<TaskDispatch> dispatches = dispatches(runtime, 60);
        List<TaskWorker> started = new ArrayList<>();
        try {
            for (int i = 0; i < workers; i++) {
                started.add(worker(runtime, task -> {
                            atOnce.countDown();
                            Until.open(atOnce);
                            return TaskResult.succeeded();
                        })
                        .concurrency(1)
                        .workerId("worker-" + i)
                        .start());
            }
            processor.send(dispatches);
            dispatches.forEach(processor::awaitCompleted);
        } finally {
            started.forEach(TaskWorker::close);
        }

        assertThat(dispatches.stream().flatMap(dispatch -> processor.events(dispatch).stream()))
                .extracting(TaskEvent::getWorkerId)
                .contains(Stream.iterate(0, i -> i + 1)
                        .limit(workers)
                        .map(i -> "worker-" + i)
                        .toArray(String[]::new));
    }

    @Test
    void allSlotsRunTasksOfOnePartition() throws Exception {
        int slots = 2;
        int partitions = 3;
        String runtime = installation.runtime(partitions);
        CountDownLatch atOnce = new CountDownLatch(slots);
        List<TaskDispatch> dispatches = Stream.generate(
                        () -> Processor.dispatch(runtime, "").build())
                .filter(dispatch -> FlowPartitioner.partitionOf(dispatch.getTaskId(), partitions) == 1)
                .limit(10)
                .toList();
        processor.send(dispatches);
        try (TaskWorker worker = worker(runtime, task -> {
                    atOnce.countDown();
                    Until.open(atOnce);
                    return TaskResult.succeeded();
                })
                .concurrency(slots)
                .start()) {
            dispatches.forEach(processor::awaitCompleted);
            assertThat(dispatches).allSatisfy(dispatch -> assertThat(
                            processor.completions(dispatch).get(0).getOutcome())
                    .isEqualTo(TaskOutcome.SUCCEEDED));
        }
    }

    @Test
    void aWorkerWhoseSlotsAreTakenKeepsNoTaskFromAnother() throws Exception {
        int slots = 2;
        // With more, Kafka may give all members of one partition to the busy worker.
        String runtime = installation.runtime(1);
        List<TaskDispatch> lasting = dispatches(runtime, slots);
        List<TaskDispatch> others = dispatches(runtime, 12);
        CountDownLatch release = new CountDownLatch(1);
        try (TaskWorker busy = worker(runtime, task -> {
                    Until.open(release);
                    return TaskResult.succeeded();
                })
                .concurrency(slots)
                .start()) {
            processor.send(lasting);
            Until.holds("all slots are taken", () -> busy.counts().running() == slots);
            try (TaskWorker free = worker(runtime, task -> TaskResult.succeeded())
                    .concurrency(slots)
                    .workerId("free")
                    .start()) {
                processor.send(others);
                others.forEach(processor::awaitCompleted);
                assertThat(busy.counts().running()).isEqualTo(slots);
            } finally {
                release.countDown();
            }
            lasting.forEach(processor::awaitCompleted);
        }
    }

    @Test
    void whatIsPrefetchedWaitsWithItsLock() throws Exception {
        String runtime = installation.runtime(1);
        List<TaskDispatch> dispatches = dispatches(runtime, 5);
        processor.send(dispatches);
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger runs = new AtomicInteger();
        TaskHandler handler = task -> {
            runs.incrementAndGet();
            Until.open(release);
            return TaskResult.succeeded();
        };
        try (TaskWorker worker = worker(runtime, handler)
                .concurrency(1)
                .prefetch(4)
                .startedAfter(Duration.ZERO)
                .lockDuration(Duration.ofSeconds(1))
                .start()) {
            Until.holds("four wait", () -> worker.counts().waiting() == 4);
            TaskDispatch running = Until.present("the one that runs", () -> dispatches.stream()
                    .filter(dispatch -> !processor.events(dispatch).isEmpty())
                    .findFirst());
            try (TaskWorker other = worker(runtime, handler).concurrency(1).start()) {
                TaskDispatch later = processor.send(Processor.dispatch(runtime, ""));
                Until.holds(
                        "the other has what came later", () -> other.counts().running() == 1);
                release.countDown();
                dispatches.forEach(processor::awaitCompleted);
                processor.awaitCompleted(later);
            }
            assertThat(processor.completions(running)).hasSize(1);
            assertThat(runs).hasValue(6);
        }
    }

    @Test
    void aSlowTaskHoldsUpNoOther() throws Exception {
        String runtime = installation.runtime(1);
        CountDownLatch release = new CountDownLatch(1);
        TaskDispatch slow = processor.send(Processor.dispatch(runtime, "slow"));
        try (TaskWorker worker = worker(runtime, task -> {
                    if (task.inputText().equals("slow")) {
                        Until.open(release);
                    }
                    return TaskResult.succeeded();
                })
                .concurrency(2)
                .start()) {
            List<TaskDispatch> others = dispatches(runtime, 20);
            processor.send(others);
            others.forEach(processor::awaitCompleted);
            assertThat(processor.completions(slow)).isEmpty();

            release.countDown();
            processor.awaitCompleted(slow);
        }
    }

    @Test
    void aLongTaskKeepsItsLock() throws Exception {
        String runtime = installation.runtime(1);
        AtomicInteger runs = new AtomicInteger();
        TaskDispatch dispatch =
                Processor.dispatch(runtime, "").setHeartbeatTimeoutMs(300L).build();
        TaskHandler handler = task -> {
            runs.incrementAndGet();
            Until.holds(
                    "four locks' time of heartbeats",
                    () -> processor.events(dispatch).size() > 40);
            return TaskResult.succeeded();
        };
        Duration lock = Duration.ofSeconds(1);
        try (TaskWorker one = worker(runtime, handler)
                        .concurrency(2)
                        .shareConsumers(1)
                        .lockDuration(lock)
                        .start();
                TaskWorker other = worker(runtime, handler)
                        .concurrency(1)
                        .lockDuration(lock)
                        .start()) {
            processor.send(List.of(dispatch));
            processor.awaitCompleted(dispatch);
        }
        assertThat(runs).hasValue(1);
    }

    @Test
    void dispatchesOfManySmallTransactionsFollowAtOnce() throws Exception {
        String runtime = installation.runtime(1);
        List<TaskDispatch> each = dispatches(runtime, 200); // With half a second for each marker they would be late.
        each.forEach(dispatch -> processor.send(List.of(dispatch)));

        try (TaskWorker worker =
                worker(runtime, task -> TaskResult.succeeded()).concurrency(1).start()) {
            each.forEach(processor::awaitCompleted);
            assertThat(each).allSatisfy(dispatch -> assertThat(processor.completions(dispatch))
                    .hasSize(1));
        }
    }

    @Test
    void aPartitionGoesOnForLongBehindADispatchThatIsHeld() throws Exception {
        String runtime = installation.runtime(1);
        ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, "taskflow.workers." + runtime);
        try (TaskWorker worker = worker(runtime, task -> TaskResult.succeeded()).start()) {
            Until.holds("the group's setting", () -> "4000"
                    .equals(installation
                            .admin()
                            .describeConfigs(List.of(group))
                            .all()
                            .get(30, TimeUnit.SECONDS)
                            .getOrDefault(group, new Config(List.of()))
                            .get("share.partition.max.record.locks")
                            .value()));
        }
    }
}
