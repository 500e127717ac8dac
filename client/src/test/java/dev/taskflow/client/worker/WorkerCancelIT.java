package dev.taskflow.client.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.v1.TaskDispatch;
import dev.taskflow.v1.TaskOutcome;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How a cancel reaches a worker, whatever the delivery. */
@SuppressWarnings("try") // A worker works while it is open.
class WorkerCancelIT extends WorkerFixture {
    WorkerCancelIT(Installation installation) {
        super(installation);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTOMATIC")
    void K2_aCancelReachesRunningCode(Delivery delivery) throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        AtomicInteger called = new AtomicInteger();
        AtomicInteger calledLate = new AtomicInteger();
        AtomicReference<String> reason = new AtomicReference<>();
        AtomicBoolean flag = new AtomicBoolean();
        TaskDispatch dispatch = processor().send(dispatch());

        try (TaskWorker worker = worker(delivery, task -> {
                    task.onCancel(called::incrementAndGet);
                    running.countDown();
                    try {
                        new CountDownLatch(1).await();
                        return TaskResult.succeeded();
                    } catch (InterruptedException e) {
                        flag.set(task.isCancelRequested());
                        reason.set(task.cancelReason().orElse("none"));
                        task.onCancel(calledLate::incrementAndGet);
                        throw e;
                    }
                })
                .interruptOnCancel(true)
                .start()) {
            Until.open(running);
            processor().cancel(dispatch, "changed my mind");
            processor().cancel(dispatch, "said again (K5)");

            assertThat(processor().awaitCompleted(dispatch).getOutcome()).isEqualTo(TaskOutcome.CANCELLED);
            assertThat(flag).isTrue();
            assertThat(reason).hasValue("changed my mind");
            Until.holds("callback", () -> called.get() == 1);
            assertThat(calledLate).hasValue(1);
        }
        assertThat(called).hasValue(1);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTOMATIC")
    void K4_aTaskMaySucceedAfterItsCancel(Delivery delivery) throws Exception {
        TaskDispatch dispatch = processor().send(dispatch());
        CountDownLatch running = new CountDownLatch(1);

        try (TaskWorker worker = worker(delivery, task -> {
                    running.countDown();
                    Until.holds("cancel", task::isCancelRequested);
                    return TaskResult.succeeded("finished all the same");
                })
                .start()) {
            Until.open(running);
            processor().cancel(dispatch, "too late");

            assertThat(processor().awaitCompleted(dispatch).getOutcome()).isEqualTo(TaskOutcome.SUCCEEDED);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTOMATIC")
    void aCancelThatComesBeforeTheDispatchKeepsTheTaskFromRunning(Delivery delivery) throws Exception {
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch seen = new CountDownLatch(1);
        TaskDispatch witness = dispatch().build();
        TaskDispatch cancelled = dispatch().build();

        try (TaskWorker worker = worker(delivery, task -> {
                    if (task.dispatchId().equals(witness.getDispatchId())) {
                        task.onCancel(seen::countDown);
                        running.countDown();
                        Until.open(seen);
                    } else {
                        runs.incrementAndGet();
                    }
                    return TaskResult.succeeded();
                })
                .start()) {
            processor().send(List.of(witness));
            Until.open(running);
            processor().cancel(cancelled, "early");
            // Its key is that of the first: cancellations of one partition come in order.
            processor()
                    .cancel(
                            TaskDispatch.newBuilder(witness)
                                    .setTaskId(cancelled.getTaskId())
                                    .build(),
                            "as well");
            Until.open(seen);
            processor().send(List.of(cancelled));

            assertThat(processor().awaitCompleted(cancelled).getOutcome()).isEqualTo(TaskOutcome.CANCELLED);
            assertThat(runs).hasValue(0);
        }
    }
}
