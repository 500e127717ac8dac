package dev.taskflow.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskflow.client.FlowHandle;
import dev.taskflow.client.TaskFlowClient;
import dev.taskflow.client.TaskSpecs;
import dev.taskflow.client.worker.TaskHandler;
import dev.taskflow.client.worker.TaskResult;
import dev.taskflow.client.worker.TaskWorker;
import dev.taskflow.v1.Completion;
import dev.taskflow.v1.CreateFlow;
import dev.taskflow.v1.FlowSettled;
import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.RequestCancel;
import dev.taskflow.v1.RetryPolicy;
import dev.taskflow.v1.TaskCounts;
import dev.taskflow.v1.TaskSpec;
import dev.taskflow.v1.TaskStatus;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Workers and a processor on one broker: what each side promises the other. */
class WorkersIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    @RegisterExtension
    private final TaskFlowFixture taskflow = TaskFlowFixture.provisioned();

    private final CountDownLatch end = new CountDownLatch(1);
    private TaskFlowClient client;

    @BeforeEach
    void aProcessorAndAClient() {
        taskflow.startProcessor("a");
        client = taskflow.openClient();
    }

    @AfterEach
    void letHandlersEnd() {
        end.countDown();
    }

    @Test
    void aTaskThatFailsIsTriedAgainAndTheFlowSucceeds() {
        worker(task -> {
            if (task.attempt() < 3) {
                throw new IllegalStateException("not yet");
            }
            return TaskResult.succeeded("at attempt " + task.attempt());
        });
        FlowHandle flow = client.newFlow();
        TaskSpec stubborn = TaskSpecs.builder("stubborn", TaskFlowFixture.RUNTIME, "{}")
                .setRetry(new RetryPolicy(3, 10L, 1.0, 10L))
                .build();

        flow.create(settling(List.of(stubborn))).submit().join();

        assertThat(flow.awaitSettled(LIMIT).join()).returns(FlowStatus.SUCCEEDED, FlowSettled::getStatus);
    }

    @Test
    void aFailureThatIsNotRetryableEndsTheTask() {
        AtomicInteger runs = new AtomicInteger();
        taskflow.closing(TaskWorker.of(taskflow.connection(), TaskFlowFixture.RUNTIME, task -> {
                    runs.incrementAndGet();
                    throw new IllegalArgumentException("no such order");
                })
                .notRetryable(IllegalArgumentException.class)
                .start());
        FlowHandle flow = client.newFlow();
        TaskSpec hopeless = TaskSpecs.builder("hopeless", TaskFlowFixture.RUNTIME, "{}")
                .setRetry(new RetryPolicy(5, 10L, 1.0, 10L))
                .build();

        flow.create(settling(List.of(hopeless))).submit().join();

        assertThat(flow.awaitSettled(LIMIT).join()).returns(FlowStatus.FAILED, FlowSettled::getStatus);
        assertThat(runs).hasValue(1);
    }

    @Test
    void K2_K3_aCancelStopsRunningHandlersAndTheLastReportSettlesTheFlow() {
        taskflow.closing(TaskWorker.of(taskflow.connection(), TaskFlowFixture.RUNTIME, task -> {
                    end.await();
                    return TaskResult.succeeded();
                })
                .concurrency(8) // four members on each partition: all tasks run, wherever they are
                .startedAfter(Duration.ZERO)
                .interruptOnCancel(true)
                .start());
        FlowHandle flow = client.newFlow();
        flow.create(settling(tasks(4))).submit().join();
        awaitRunning(flow, 4);

        flow.cancel("changed our minds").submit().join();

        assertThat(flow.awaitSettled(LIMIT).join())
                .returns(FlowStatus.CANCELLED, FlowSettled::getStatus)
                .returns(counts(4, 4, 0), FlowSettled::getTasks);
        assertThat(end.getCount()).isEqualTo(1);
    }

    @Test
    void K7_aHandlerThatIgnoresTheCancelIsLostWhenItsGraceEndsAndItsLateReportChangesNothing() {
        CountDownLatch returned = new CountDownLatch(1);
        TaskWorker worker = taskflow.closing(TaskWorker.of(taskflow.connection(), TaskFlowFixture.RUNTIME, task -> {
                    end.await();
                    returned.countDown();
                    return TaskResult.succeeded("all the same");
                })
                .startedAfter(Duration.ZERO)
                .start());
        FlowHandle flow = client.newFlow();
        flow.create(settling(tasks(1))).submit().join();
        awaitRunning(flow, 1);

        flow.cancel(RequestCancel.newBuilder().setGraceMs(300L).build())
                .submit()
                .join();
        FlowSettled settled = flow.awaitSettled(LIMIT).join();

        assertThat(settled)
                .returns(FlowStatus.CANCELLED, FlowSettled::getStatus)
                .returns(counts(1, 0, 1), FlowSettled::getTasks);
        end.countDown();
        await().atMost(LIMIT).until(() -> worker.counts().succeeded() == 1);
        taskflow.observer().awaitDrained();
        assertThat(taskflow.observer().assertSettledOnce(flow.id())).isEqualTo(settled);
        assertThat(statuses(flow, "run-0")).endsWith(TaskStatus.LOST);
    }

    @Test
    void eightWorkersShareTheTasksOfThreePartitions() {
        Set<String> atWork = ConcurrentHashMap.newKeySet();
        CountDownLatch all = new CountDownLatch(8);
        TaskHandler handler = task -> {
            if (atWork.add(task.runId())) {
                all.countDown();
            }
            // Nobody is done before as many tasks as there are workers are at work at the same time.
            all.await();
            return TaskResult.succeeded();
        };
        List<TaskWorker> workers = IntStream.range(0, 8)
                .mapToObj(n -> taskflow.closing(TaskWorker.of(taskflow.connection(), TaskFlowFixture.RUNTIME, handler)
                        .workerId("worker-" + n)
                        .concurrency(1)
                        .start()))
                .toList();
        FlowHandle flow = client.newFlow();

        flow.create(settling(tasks(40))).submit().join();

        assertThat(flow.awaitSettled(LIMIT).join()).returns(FlowStatus.SUCCEEDED, FlowSettled::getStatus);
        assertThat(workers)
                .allSatisfy(worker -> assertThat(worker.counts().succeeded()).isPositive());
        assertThat(workers.stream()
                        .mapToLong(worker -> worker.counts().succeeded())
                        .sum())
                .isEqualTo(40);
    }

    @Test
    void aWorkerThatIsClosedDuringWorkLosesNothing() {
        CountDownLatch started = new CountDownLatch(1);
        TaskWorker first = taskflow.closing(TaskWorker.of(taskflow.connection(), TaskFlowFixture.RUNTIME, task -> {
                    started.countDown();
                    end.await();
                    return TaskResult.succeeded();
                })
                .concurrency(2)
                .closeLimit(Duration.ZERO)
                .start());
        FlowHandle flow = client.newFlow();
        flow.create(settling(tasks(6))).submit().join();
        await().atMost(LIMIT).until(() -> started.getCount() == 0);

        first.close();
        worker(task -> TaskResult.succeeded());

        assertThat(flow.awaitSettled(LIMIT).join().getTasks().getSucceeded()).isEqualTo(6);
        taskflow.observer().awaitDrained();
        taskflow.observer().assertSettledOnce(flow.id());
    }

    @Test
    void T2_tasksThatRunTwiceCountOnce() {
        TaskHandler handler = task -> TaskResult.succeeded();
        TaskWorker first = worker(handler);
        // A group of its own gets every dispatch too, as a worker does that was taken for dead.
        TaskWorker second = taskflow.closing(TaskWorker.of(taskflow.connection(), TaskFlowFixture.RUNTIME, handler)
                .group(taskflow.connection().topicPrefix() + "twice")
                .start());
        FlowHandle flow = client.newFlow();

        flow.create(settling(tasks(20))).submit().join();
        FlowSettled settled = flow.awaitSettled(LIMIT).join();

        assertThat(settled.getTasks().getSucceeded()).isEqualTo(20);
        await().atMost(LIMIT)
                .until(() -> first.counts().succeeded() + second.counts().succeeded() == 40);
        taskflow.observer().awaitDrained();
        assertThat(taskflow.observer().assertSettledOnce(flow.id())).isEqualTo(settled);
        IntStream.range(0, 20)
                .forEach(n -> assertThat(statuses(flow, "run-" + n)).containsExactly(TaskStatus.SUCCEEDED));
    }

    private TaskWorker worker(TaskHandler handler) {
        return taskflow.closing(TaskWorker.of(taskflow.connection(), TaskFlowFixture.RUNTIME, handler)
                .start());
    }

    private void awaitRunning(FlowHandle flow, int count) {
        TopicLog.await(
                count + " running tasks",
                () -> taskflow.observer().flowEvents().values(flow.id()).stream()
                                .flatMap(event -> event.getTaskStatusChanged().stream())
                                .filter(change -> change.getStatus() == TaskStatus.RUNNING)
                                .count()
                        == count);
    }

    private List<TaskStatus> statuses(FlowHandle flow, String runId) {
        return taskflow.observer().flowEvents().values(flow.id()).stream()
                .flatMap(event -> event.getTaskStatusChanged().stream())
                .filter(change -> change.getRunId().equals(runId))
                .map(change -> change.getStatus())
                .toList();
    }

    private static TaskCounts counts(int total, int cancelled, int lost) {
        return TaskCounts.newBuilder()
                .setTotal(total)
                .setSucceeded(0)
                .setFailed(0)
                .setTimedOut(0)
                .setCancelled(cancelled)
                .setLost(lost)
                .setActive(0)
                .build();
    }

    private static CreateFlow settling(List<TaskSpec> tasks) {
        return CreateFlow.newBuilder()
                .setControllerId("orders")
                .setGoal("settles with its tasks")
                .setCompletion(Completion.WHEN_TASKS_SETTLE)
                .setTasks(tasks)
                .build();
    }

    private static List<TaskSpec> tasks(int count) {
        return IntStream.range(0, count)
                .mapToObj(n -> TaskSpecs.json("run-" + n, TaskFlowFixture.RUNTIME, "{}"))
                .toList();
    }
}
