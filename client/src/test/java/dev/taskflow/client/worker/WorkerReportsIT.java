package dev.taskflow.client.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.v1.TaskDispatch;
import dev.taskflow.v1.TaskEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a worker reports of a task at work, whatever the delivery. */
@SuppressWarnings("try") // A worker works while it is open.
class WorkerReportsIT extends WorkerFixture {
    WorkerReportsIT(Installation installation) {
        super(installation);
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

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTOMATIC")
    void T1_aShortTaskIsReportedOnceAndALongOneWhenItStartsToo(Delivery delivery) throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        TaskDispatch brief = processor().send(Processor.dispatch(runtime(), "short"));
        TaskDispatch longer = processor().send(Processor.dispatch(runtime(), "long"));

        try (TaskWorker worker = worker(delivery, task -> {
                    if (task.inputText().equals("long")) {
                        Until.open(release);
                    }
                    return TaskResult.succeeded();
                })
                .start()) {
            processor().awaitCompleted(brief);
            Until.holds("start", () -> starts(processor().events(longer)) == 1);
            release.countDown();
            processor().awaitCompleted(longer);

            assertThat(processor().events(brief)).hasSize(1);
            assertThat(processor().events(longer)).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTOMATIC")
    void T5_aTaskAtWorkSendsHeartbeatsAndGoesOnDuringCleanup(Delivery delivery) throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch told = new CountDownLatch(1);
        TaskDispatch dispatch = processor().send(dispatch().setHeartbeatTimeoutMs(300L));

        try (TaskWorker worker = worker(delivery, task -> {
                    task.onCancel(told::countDown);
                    Until.open(release);
                    return TaskResult.cancelled();
                })
                .start()) {
            Until.holds(
                    "heartbeats", () -> progress(processor().events(dispatch)).size() >= 3);
            processor().cancel(dispatch, "enough");
            Until.open(told);
            int before = progress(processor().events(dispatch)).size();
            Until.holds(
                    "heartbeats during cleanup",
                    () -> progress(processor().events(dispatch)).size() >= before + 3);
            release.countDown();

            processor().awaitCompleted(dispatch);
            assertThat(starts(processor().events(dispatch))).isEqualTo(1);
            assertThat(progress(processor().events(dispatch))).containsOnly("heartbeat");
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTOMATIC")
    void progressStartsTheTaskIsThinnedOutAndEndsWithTheLast(Delivery delivery) {
        TaskDispatch dispatch = processor().send(dispatch());

        try (TaskWorker worker = worker(delivery, task -> {
                    for (int i = 1; i <= 100; i++) {
                        task.progress(i + " of 100");
                    }
                    return TaskResult.succeeded();
                })
                .progressInterval(Duration.ofMinutes(5))
                .start()) {
            processor().awaitCompleted(dispatch);

            assertThat(starts(processor().events(dispatch))).isEqualTo(1);
            assertThat(progress(processor().events(dispatch))).containsExactly("1 of 100", "100 of 100");
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTOMATIC")
    void reportsCarryTheTraceHeadersAndTheFlowIdAsKey(Delivery delivery) {
        TaskDispatch dispatch = dispatch().build();
        String parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        processor().send(dispatch, "traceparent", parent);

        try (TaskWorker worker = worker(delivery, task -> TaskResult.succeeded())
                .startedAfter(Duration.ZERO)
                .start()) {
            processor().awaitCompleted(dispatch);

            assertThat(processor().reports(dispatch)).hasSize(2).allSatisfy(report -> {
                assertThat(new String(report.received().key(), StandardCharsets.UTF_8))
                        .isEqualTo(dispatch.getFlowId());
                assertThat(report.received().headers().lastHeader("traceparent").value())
                        .isEqualTo(parent.getBytes(StandardCharsets.UTF_8));
            });
        }
    }
}
