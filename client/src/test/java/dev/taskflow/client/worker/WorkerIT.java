package dev.taskflow.client.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.v1.TaskCompleted;
import dev.taskflow.v1.TaskDispatch;
import dev.taskflow.v1.TaskError;
import dev.taskflow.v1.TaskEvent;
import dev.taskflow.v1.TaskOutcome;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a worker promises whatever its delivery. */
@ExtendWith(Installation.Shared.class)
@SuppressWarnings("try") // A worker works while it is open.
class WorkerIT {
    private final Installation installation;
    private final Processor processor;
    private String runtime = "";

    WorkerIT(Installation installation) {
        this.installation = installation;
        this.processor = installation.processor();
    }

    @BeforeEach
    void runtime() throws Exception {
        runtime = installation.runtime(1);
    }

    private TaskWorkerBuilder worker(Delivery delivery, TaskHandler handler) {
        return TaskWorker.of(installation.connection(), runtime, handler)
                .delivery(delivery)
                .concurrency(2);
    }

    private TaskDispatch.Builder dispatch() {
        return Processor.dispatch(runtime, "{\"n\":1}");
    }

    private static long starts(List<TaskEvent> events) {
        return events.stream().filter(event -> event.getStarted().isPresent()).count();
    }

    private static List<String> progress(List<TaskEvent> events) {
        return events.stream()
                .flatMap(event -> event.getProgress().stream())
                .map(progress -> progress.getSummary().orElse("heartbeat"))
                .toList();
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
        TaskDispatch dispatch = processor.send(dispatch()
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
            TaskCompleted completed = processor.awaitCompleted(dispatch);

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
        assertThat(processor.events(dispatch))
                .allSatisfy(event -> assertThat(event.getWorkerId()).isEqualTo("me"));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTOMATIC")
    void T1_aShortTaskIsReportedOnceAndALongOneWhenItStartsToo(Delivery delivery) throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        TaskDispatch brief = processor.send(Processor.dispatch(runtime, "short"));
        TaskDispatch longer = processor.send(Processor.dispatch(runtime, "long"));

        try (TaskWorker worker = worker(delivery, task -> {
                    if (task.inputText().equals("long")) {
                        Until.open(release);
                    }
                    return TaskResult.succeeded();
                })
                .start()) {
            processor.awaitCompleted(brief);
            Until.holds("start", () -> starts(processor.events(longer)) == 1);
            release.countDown();
            processor.awaitCompleted(longer);

            assertThat(processor.events(brief)).hasSize(1);
            assertThat(processor.events(longer)).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTOMATIC")
    void T5_aTaskAtWorkSendsHeartbeatsAndGoesOnDuringCleanup(Delivery delivery) throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch told = new CountDownLatch(1);
        TaskDispatch dispatch = processor.send(dispatch().setHeartbeatTimeoutMs(300L));

        try (TaskWorker worker = worker(delivery, task -> {
                    task.onCancel(told::countDown);
                    Until.open(release);
                    return TaskResult.cancelled();
                })
                .start()) {
            Until.holds("heartbeats", () -> progress(processor.events(dispatch)).size() >= 3);
            processor.cancel(dispatch, "enough");
            Until.open(told);
            int before = progress(processor.events(dispatch)).size();
            Until.holds(
                    "heartbeats during cleanup",
                    () -> progress(processor.events(dispatch)).size() >= before + 3);
            release.countDown();

            processor.awaitCompleted(dispatch);
            assertThat(starts(processor.events(dispatch))).isEqualTo(1);
            assertThat(progress(processor.events(dispatch))).containsOnly("heartbeat");
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTOMATIC")
    void progressStartsTheTaskIsThinnedOutAndEndsWithTheLast(Delivery delivery) {
        TaskDispatch dispatch = processor.send(dispatch());

        try (TaskWorker worker = worker(delivery, task -> {
                    for (int i = 1; i <= 100; i++) {
                        task.progress(i + " of 100");
                    }
                    return TaskResult.succeeded();
                })
                .progressInterval(Duration.ofMinutes(5))
                .start()) {
            processor.awaitCompleted(dispatch);

            assertThat(starts(processor.events(dispatch))).isEqualTo(1);
            assertThat(progress(processor.events(dispatch))).containsExactly("1 of 100", "100 of 100");
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTOMATIC")
    void K2_aCancelReachesRunningCode(Delivery delivery) throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        AtomicInteger called = new AtomicInteger();
        AtomicInteger calledLate = new AtomicInteger();
        AtomicReference<String> reason = new AtomicReference<>();
        AtomicBoolean flag = new AtomicBoolean();
        TaskDispatch dispatch = processor.send(dispatch());

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
            processor.cancel(dispatch, "changed my mind");
            processor.cancel(dispatch, "said again (K5)");

            assertThat(processor.awaitCompleted(dispatch).getOutcome()).isEqualTo(TaskOutcome.CANCELLED);
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
        TaskDispatch dispatch = processor.send(dispatch());
        CountDownLatch running = new CountDownLatch(1);

        try (TaskWorker worker = worker(delivery, task -> {
                    running.countDown();
                    Until.holds("cancel", task::isCancelRequested);
                    return TaskResult.succeeded("finished all the same");
                })
                .start()) {
            Until.open(running);
            processor.cancel(dispatch, "too late");

            assertThat(processor.awaitCompleted(dispatch).getOutcome()).isEqualTo(TaskOutcome.SUCCEEDED);
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
            processor.send(List.of(witness));
            Until.open(running);
            processor.cancel(cancelled, "early");
            // Its key is that of the first: cancellations of one partition come in order.
            processor.cancel(
                    TaskDispatch.newBuilder(witness)
                            .setTaskId(cancelled.getTaskId())
                            .build(),
                    "as well");
            Until.open(seen);
            processor.send(List.of(cancelled));

            assertThat(processor.awaitCompleted(cancelled).getOutcome()).isEqualTo(TaskOutcome.CANCELLED);
            assertThat(runs).hasValue(0);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTOMATIC")
    void anExceptionIsAFailureWithTypeAndMessageAndTheWorkerGoesOn(Delivery delivery) {
        try (TaskWorker worker = worker(delivery, WorkerIT::failAsAsked)
                .notRetryable(IllegalArgumentException.class)
                .start()) {
            TaskCompleted ordinary = processor.awaitCompleted(processor.send(Processor.dispatch(runtime, "ordinary")));
            TaskCompleted declared = processor.awaitCompleted(processor.send(Processor.dispatch(runtime, "declared")));
            TaskCompleted own = processor.awaitCompleted(processor.send(Processor.dispatch(runtime, "own")));
            TaskCompleted error = processor.awaitCompleted(processor.send(Processor.dispatch(runtime, "error")));

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
        TaskDispatch dispatch = processor.send(dispatch());

        try (TaskWorker worker = worker(
                        delivery, task -> TaskResult.succeeded().withOutput(new byte[ReportTexts.FIELD_BYTES + 1]))
                .start()) {
            TaskCompleted completed = processor.awaitCompleted(dispatch);

            assertThat(completed.getOutcome()).isEqualTo(TaskOutcome.FAILED);
            assertThat(type(completed)).isEqualTo(ReportTexts.TOO_LARGE);
            assertThat(isRetryable(completed)).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTOMATIC")
    void reportsCarryTheTraceHeadersAndTheFlowIdAsKey(Delivery delivery) {
        TaskDispatch dispatch = dispatch().build();
        String parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        processor.send(dispatch, "traceparent", parent);

        try (TaskWorker worker = worker(delivery, task -> TaskResult.succeeded())
                .startedAfter(Duration.ZERO)
                .start()) {
            processor.awaitCompleted(dispatch);

            assertThat(processor.reports(dispatch)).hasSize(2).allSatisfy(report -> {
                assertThat(new String(report.received().key(), StandardCharsets.UTF_8))
                        .isEqualTo(dispatch.getFlowId());
                assertThat(report.received().headers().lastHeader("traceparent").value())
                        .isEqualTo(parent.getBytes(StandardCharsets.UTF_8));
            });
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTOMATIC")
    void whatNobodyCanReadAndWhatWasAbortedIsPassedOver(Delivery delivery) {
        processor.sendBytes(runtime, new byte[] {1, 2, 3});
        TaskDispatch aborted = dispatch().build();
        processor.abort(aborted);
        TaskDispatch dispatch = processor.send(dispatch());

        try (TaskWorker worker =
                worker(delivery, task -> TaskResult.succeeded()).start()) {
            processor.awaitCompleted(dispatch);

            assertThat(processor.events(aborted)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTOMATIC")
    void aDispatchThatIsDeliveredAgainWhileItRunsIsRunOnce(Delivery delivery) throws Exception {
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        TaskDispatch dispatch = processor.send(dispatch());

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
            processor.send(List.of(dispatch));
            TaskDispatch after = processor.send(dispatch());
            release.countDown();
            processor.awaitCompleted(after);
            processor.awaitCompleted(dispatch);
            processor.send(List.of(dispatch));
            processor.awaitCompleted(processor.send(dispatch()));
        }
        assertThat(runs).hasValue(1);
        assertThat(processor.completions(dispatch)).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTOMATIC")
    void aTaskWhoseDeadlineHasPassedIsNotRun(Delivery delivery) {
        AtomicInteger runs = new AtomicInteger();
        TaskDispatch late = processor.send(dispatch().setRunDeadline(Instant.ofEpochMilli(1)));
        TaskDispatch after = processor.send(dispatch());

        try (TaskWorker worker = worker(delivery, task -> {
                    runs.incrementAndGet();
                    return TaskResult.succeeded();
                })
                .start()) {
            processor.awaitCompleted(after);
        }
        assertThat(runs).hasValue(1);
        assertThat(processor.events(late)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTOMATIC")
    void aDispatchIsAcknowledgedOnlyWhenItsReportIsStored(Delivery delivery) throws Exception {
        CountDownLatch ran = new CountDownLatch(1);
        TaskDispatch dispatch = processor.send(dispatch());
        TaskHandler handler = task -> {
            ran.countDown();
            return TaskResult.succeeded();
        };
        TaskWorker mute = TaskWorker.of(installation.connection().withKafka("max.request.size", 50), runtime, handler)
                .delivery(delivery)
                .concurrency(1)
                .start();
        Until.open(ran);
        mute.close();

        try (TaskWorker worker = worker(delivery, handler).start()) {
            assertThat(processor.awaitCompleted(dispatch).getOutcome()).isEqualTo(TaskOutcome.SUCCEEDED);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTOMATIC")
    void whatIsReportedDoesNotComeAgain(Delivery delivery) {
        TaskDispatch first = processor.send(dispatch());
        try (TaskWorker worker =
                worker(delivery, task -> TaskResult.succeeded()).start()) {
            processor.awaitCompleted(first);
        }
        AtomicInteger runs = new AtomicInteger();
        TaskDispatch second = processor.send(dispatch());

        try (TaskWorker worker = worker(delivery, task -> {
                    runs.incrementAndGet();
                    return TaskResult.succeeded();
                })
                .start()) {
            processor.awaitCompleted(second);
        }
        assertThat(runs).hasValue(1);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTOMATIC")
    void closeLetsRunningTasksEndAndGivesBackTheRest(Delivery delivery) throws Exception {
        CountDownLatch running = new CountDownLatch(2);
        CountDownLatch interrupted = new CountDownLatch(1);
        List<TaskDispatch> all = List.of(
                Processor.dispatch(runtime, "ends").build(),
                Processor.dispatch(runtime, "stuck").build(),
                Processor.dispatch(runtime, "waits").build());
        processor.send(all);
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
            assertThat(all.stream().map(processor::awaitCompleted))
                    .extracting(completed -> completed.getSummary().orElse(""))
                    .containsExactly("by the first", "by the second", "by the second");
            assertThat(all).allSatisfy(dispatch -> assertThat(processor.completions(dispatch))
                    .hasSize(1));
        }
    }
}
