package dev.taskflow.client.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.v1.TaskCompleted;
import dev.taskflow.v1.TaskDispatch;
import dev.taskflow.v1.TaskError;
import dev.taskflow.v1.TaskOutcome;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a worker promises of the handler and its result, whatever the delivery. */
@SuppressWarnings("try") // A worker works while it is open.
class WorkerIT extends WorkerFixture {
    WorkerIT(Installation installation) {
        super(installation);
    }

    private static String type(TaskCompleted completed) {
        return completed.getError().map(TaskError::getType).orElse("no error");
    }

    private static boolean isRetryable(TaskCompleted completed) {
        return completed.getError().map(TaskError::getRetryable).orElseThrow();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTOMATIC")
    void theHandlerGetsTheDispatchAndItsResultIsReported(Delivery delivery) {
        CompletableFuture<TaskContext> seen = new CompletableFuture<>();
        AtomicReference<String> input = new AtomicReference<>();
        TaskDispatch dispatch = processor()
                .send(dispatch()
                        .setLabel("a label")
                        .setMetadata(Map.of("k", "v"))
                        .setAttempt(3)
                        .setRunDeadline(Instant.ofEpochMilli(4_000_000_000_000L)));

        try (TaskWorker worker = worker(delivery, task -> {
                    seen.complete(task);
                    input.set(task.inputText());
                    return TaskResult.succeeded("done").withOutput(new byte[] {7}, "image/x");
                })
                .workerId("me")
                .start()) {
            TaskCompleted completed = processor().awaitCompleted(dispatch);

            assertThat(completed.getOutcome()).isEqualTo(TaskOutcome.SUCCEEDED);
            assertThat(completed.getSummary()).hasValue("done");
            assertThat(completed.getOutput()).hasValue(ByteBuffer.wrap(new byte[] {7}));
            assertThat(completed.getOutputContentType()).hasValue("image/x");
            assertThat(worker.delivery()).isEqualTo(delivery);
            Until.holds("count", () -> worker.counts().equals(new WorkerCounts(0, 0, 1, 0, 0, 0)));
        }
        assertThat(input).hasValue("{\"n\":1}");
        assertThat(seen.join().taskId()).isEqualTo(dispatch.getTaskId());
        assertThat(seen.join().label()).hasValue("a label");
        assertThat(seen.join().metadata()).containsExactly(Map.entry("k", "v"));
        assertThat(seen.join().attempt()).isEqualTo(3);
        assertThat(seen.join().deadline()).hasValue(Instant.ofEpochMilli(4_000_000_000_000L));
        assertThat(processor().events(dispatch))
                .allSatisfy(event -> assertThat(event.getWorkerId()).isEqualTo("me"));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTOMATIC")
    void anExceptionIsAFailureWithTypeAndMessageAndTheWorkerGoesOn(Delivery delivery) {
        try (TaskWorker worker = worker(delivery, WorkerIT::failAsAsked)
                .notRetryable(IllegalArgumentException.class)
                .start()) {
            TaskCompleted ordinary =
                    processor().awaitCompleted(processor().send(Processor.dispatch(runtime(), "ordinary")));
            TaskCompleted declared =
                    processor().awaitCompleted(processor().send(Processor.dispatch(runtime(), "declared")));
            TaskCompleted own = processor().awaitCompleted(processor().send(Processor.dispatch(runtime(), "own")));
            TaskCompleted error = processor().awaitCompleted(processor().send(Processor.dispatch(runtime(), "error")));

            assertThat(List.of(ordinary, declared, own, error))
                    .extracting(TaskCompleted::getOutcome)
                    .containsOnly(TaskOutcome.FAILED);
            assertThat(type(ordinary)).isEqualTo(IllegalStateException.class.getName());
            assertThat(ordinary.getError().map(TaskError::getMessage)).hasValue("broken");
            assertThat(isRetryable(ordinary)).isTrue();
            assertThat(type(declared)).isEqualTo(NumberFormatException.class.getName());
            assertThat(isRetryable(declared)).isFalse();
            assertThat(type(own)).isEqualTo("no-such-customer");
            assertThat(isRetryable(own)).isFalse();
            assertThat(type(error)).isEqualTo(StackOverflowError.class.getName());
            assertThat(worker.failure()).isNotDone();
        }
    }

    private static TaskResult failAsAsked(TaskContext task) throws TaskFailed {
        switch (task.inputText()) {
            case "ordinary" -> throw new IllegalStateException("broken");
            case "declared" -> throw new NumberFormatException("a subclass of what is declared");
            case "own" -> throw TaskFailed.notRetryable("no-such-customer", "customer 7 does not exist");
            default -> throw new StackOverflowError();
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTOMATIC")
    void X4_aResultOverTheLimitIsAClearFailure(Delivery delivery) {
        TaskDispatch dispatch = processor().send(dispatch());

        try (TaskWorker worker = worker(
                        delivery, task -> TaskResult.succeeded().withOutput(new byte[ReportTexts.FIELD_BYTES + 1]))
                .start()) {
            TaskCompleted completed = processor().awaitCompleted(dispatch);

            assertThat(completed.getOutcome()).isEqualTo(TaskOutcome.FAILED);
            assertThat(type(completed)).isEqualTo(ReportTexts.TOO_LARGE);
            assertThat(isRetryable(completed)).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTOMATIC")
    void aTaskWhoseDeadlineHasPassedIsNotRun(Delivery delivery) {
        AtomicInteger runs = new AtomicInteger();
        TaskDispatch late = processor().send(dispatch().setRunDeadline(Instant.ofEpochMilli(1)));
        TaskDispatch after = processor().send(dispatch());

        try (TaskWorker worker = worker(delivery, task -> {
                    runs.incrementAndGet();
                    return TaskResult.succeeded();
                })
                .start()) {
            processor().awaitCompleted(after);
        }
        assertThat(runs).hasValue(1);
        assertThat(processor().events(late)).isEmpty();
    }
}
