package dev.taskflow.client.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.v1.TaskDispatch;
import dev.taskflow.v1.TaskOutcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** That each dispatch is run and acknowledged as it should be, whatever the delivery. */
@SuppressWarnings("try") // A worker works while it is open.
class WorkerDeliveryIT extends WorkerFixture {
    WorkerDeliveryIT(Installation installation) {
        super(installation);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTOMATIC")
    void whatNobodyCanReadAndWhatWasAbortedIsPassedOver(Delivery delivery) {
        processor().sendBytes(runtime(), new byte[] {1, 2, 3});
        TaskDispatch aborted = dispatch().build();
        processor().abort(aborted);
        TaskDispatch dispatch = processor().send(dispatch());

        try (TaskWorker worker =
                worker(delivery, task -> TaskResult.succeeded()).start()) {
            processor().awaitCompleted(dispatch);

            assertThat(processor().events(aborted)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTOMATIC")
    void aDispatchThatIsDeliveredAgainWhileItRunsIsRunOnce(Delivery delivery) throws Exception {
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        TaskDispatch dispatch = processor().send(dispatch());

        try (TaskWorker worker = worker(delivery, task -> {
                    if (task.dispatchId().equals(dispatch.getDispatchId())) {
                        runs.incrementAndGet();
                        running.countDown();
                        Until.open(release);
                    }
                    return TaskResult.succeeded();
                })
                .start()) {
            Until.open(running);
            processor().send(List.of(dispatch));
            TaskDispatch after = processor().send(dispatch());
            release.countDown();
            processor().awaitCompleted(after);
            processor().awaitCompleted(dispatch);
            processor().send(List.of(dispatch));
            processor().awaitCompleted(processor().send(dispatch()));
        }
        assertThat(runs).hasValue(1);
        assertThat(processor().completions(dispatch)).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTOMATIC")
    void aDispatchIsAcknowledgedOnlyWhenItsReportIsStored(Delivery delivery) throws Exception {
        CountDownLatch ran = new CountDownLatch(1);
        TaskDispatch dispatch = processor().send(dispatch());
        TaskHandler handler = task -> {
            ran.countDown();
            return TaskResult.succeeded();
        };
        TaskWorker mute = TaskWorker.of(
                        installation().connection().withKafka("max.request.size", 50), runtime(), handler)
                .delivery(delivery)
                .concurrency(1)
                .start();
        Until.open(ran);
        mute.close();

        try (TaskWorker worker = worker(delivery, handler).start()) {
            assertThat(processor().awaitCompleted(dispatch).getOutcome()).isEqualTo(TaskOutcome.SUCCEEDED);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTOMATIC")
    void whatIsReportedDoesNotComeAgain(Delivery delivery) {
        TaskDispatch first = processor().send(dispatch());
        try (TaskWorker worker =
                worker(delivery, task -> TaskResult.succeeded()).start()) {
            processor().awaitCompleted(first);
        }
        AtomicInteger runs = new AtomicInteger();
        TaskDispatch second = processor().send(dispatch());

        try (TaskWorker worker = worker(delivery, task -> {
                    runs.incrementAndGet();
                    return TaskResult.succeeded();
                })
                .start()) {
            processor().awaitCompleted(second);
        }
        assertThat(runs).hasValue(1);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTOMATIC")
    void closeLetsRunningTasksEndAndGivesBackTheRest(Delivery delivery) throws Exception {
        CountDownLatch running = new CountDownLatch(2);
        CountDownLatch interrupted = new CountDownLatch(1);
        List<TaskDispatch> all = List.of(
                Processor.dispatch(runtime(), "ends").build(),
                Processor.dispatch(runtime(), "stuck").build(),
                Processor.dispatch(runtime(), "waits").build());
        processor().send(all);
        TaskWorker closing = worker(delivery, task -> {
                    running.countDown();
                    if (task.inputText().equals("stuck")) {
                        try {
                            new CountDownLatch(1).await();
                        } catch (InterruptedException e) {
                            interrupted.countDown();
                            throw e;
                        }
                    }
                    Until.open(running);
                    return TaskResult.succeeded("by the first");
                })
                .closeLimit(Duration.ofSeconds(2))
                .start();
        Until.open(running);
        closing.close();
        closing.close();
        Until.open(interrupted);

        try (TaskWorker next =
                worker(delivery, task -> TaskResult.succeeded("by the second")).start()) {
            assertThat(all.stream().map(processor()::awaitCompleted))
                    .extracting(completed -> completed.getSummary().orElse(""))
                    .containsExactly("by the first", "by the second", "by the second");
            assertThat(all).allSatisfy(dispatch -> assertThat(processor().completions(dispatch))
                    .hasSize(1));
        }
    }
}
