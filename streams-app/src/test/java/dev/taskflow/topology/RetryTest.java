package dev.taskflow.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.rules.Limits;
import dev.taskflow.rules.Settings;
import dev.taskflow.v1.ClosePolicy;
import dev.taskflow.v1.RetryPolicy;
import dev.taskflow.v1.TaskDispatch;
import dev.taskflow.v1.TaskOutcome;
import dev.taskflow.v1.TaskSpec;
import dev.taskflow.v1.TaskStatus;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Another attempt: rule T3. */
class RetryTest extends RuleTest {

    @Test
    void T3_aFailureWithAttemptsLeftSchedulesTheNextOne() {
        flow.createWith(FlowDsl.retriedSpec("a"));
        flow.started("a");

        Seen failed = flow.failed("a");

        assertSent(failed, "4 r1 TASK_RETRY_SCHEDULED a#2 at PT10S");
        assertThat(stored("a").status()).isEqualTo(TaskStatus.QUEUED);
        assertThat(stored("a").attempt()).isEqualTo(1);
        assertThat(stored("a").startedAt()).isNull();
        assertThat(stored().tasks().active()).isEqualTo(1);
    }

    @Test
    void T3_jitterSpreadsTheBackoffsAndLengthensNone() {
        Settings jittery = new Settings(
                Limits.DEFAULT,
                TaskFlowDriver.GRACE,
                TaskFlowDriver.RUNTIMES,
                Settings.DEFAULT_RETENTION,
                Settings.DEFAULT_CHILDREN_PER_STEP,
                0.2);
        try (TaskFlowDriver spread = TaskFlowDriver.firingOneTimerAtATime(jittery)) {
            FlowDsl failing = spread.flow("flow-j");
            List<String> runIds = List.of("a", "b", "c", "d", "e");
            failing.createWith(runIds.stream().map(FlowDsl::retriedSpec).toArray(TaskSpec.Builder[]::new));

            List<Duration> backoffs = runIds.stream()
                    .map(runId -> failing.failed(runId).events().get(0))
                    .map(event -> Duration.between(
                            event.getOccurredAt(),
                            event.getTaskRetryScheduled().orElseThrow().getNotBefore()))
                    .toList();

            assertThat(backoffs).allSatisfy(backoff -> assertThat(backoff)
                    .isBetween(Duration.ofSeconds(8), Duration.ofSeconds(10)));
            assertThat(Set.copyOf(backoffs)).hasSizeGreaterThan(1);
        }
    }

    @Test
    void T3_aTimeOutThatTheWorkerReportsSchedulesTheNextAttempt() {
        flow.createWith(FlowDsl.retriedSpec("a"));

        Seen timedOut = flow.completed("a", TaskOutcome.TIMED_OUT);

        assertSent(timedOut, "3 r1 TASK_RETRY_SCHEDULED a#2 at PT10S");
    }

    @Test
    void T3_nothingIsDispatchedBeforeTheBackoffIsOver() {
        flow.createWith(FlowDsl.retriedSpec("a"));
        flow.failed("a");

        Seen later = taskflow.passes(Duration.ofSeconds(9));

        assertNothingSent(later);
    }

    @Test
    void T3_theNextAttemptIsDispatchedAfterTheBackoff() {
        flow.createWith(FlowDsl.retriedSpec("a"));
        flow.failed("a");

        Seen later = taskflow.passes(Duration.ofSeconds(10));

        assertSent(later, "dispatch a#2 dispatch-2");
        assertThat(stored("a").attempt()).isEqualTo(2);
        assertThat(stored("a").nextAttemptAt()).isNull();
    }

    @Test
    void T3_theNextDispatchIsTheFirstOneButForAttemptIdAndTime() {
        ByteBuffer input = ByteBuffer.wrap("{\"page\":7}".getBytes(StandardCharsets.UTF_8));
        Seen create = flow.createWith(FlowDsl.retriedSpec("a")
                .setRuntime("gpu")
                .setLabel("render")
                .setInput(input)
                .setInputContentType("text/json")
                .setMetadata(Map.of("k", "v"))
                .setHeartbeatTimeoutMs(60_000L));
        flow.failed("a");

        Seen later = taskflow.passes(Duration.ofSeconds(10));

        TaskDispatch first = create.dispatches().get(0);
        assertThat(first.getInput()).isEqualTo(input);
        assertThat(later.dispatches())
                .containsExactly(TaskDispatch.newBuilder(first)
                        .setAttempt(2)
                        .setDispatchId("dispatch-2")
                        .setDispatchedAt(TaskFlowDriver.START.plusSeconds(10))
                        .build());
        assertThat(later.dispatchRecords().get(0).key()).isEqualTo("flow-1/a");
    }

    @Test
    void T3_alsoTheLastAttemptCarriesTheInput() {
        ByteBuffer input = ByteBuffer.wrap(new byte[] {1, 2, 3});
        flow.createWith(FlowDsl.retriedSpec("a").setInput(input));
        flow.failed("a");
        taskflow.passes(Duration.ofSeconds(10));
        flow.started("a");
        flow.failed("a");

        Seen later = taskflow.passes(Duration.ofSeconds(20));

        assertSent(later, "dispatch a#3 dispatch-3");
        assertThat(later.dispatches().get(0).getInput()).isEqualTo(input);
    }

    @Test
    void T3_theBackoffGrowsByTheMultiplier() {
        flow.createWith(FlowDsl.retriedSpec("a"));
        flow.failed("a");
        taskflow.passes(Duration.ofSeconds(10));

        Seen second = flow.failed("a");

        assertSent(second, "4 r1 TASK_RETRY_SCHEDULED a#3 at PT30S");
    }

    @Test
    void T3_theBackoffIsAtMostItsMaximum() {
        flow.createWith(FlowDsl.spec("a").setRetry(new RetryPolicy(5, 10_000L, 1e300, 15_000L)));
        flow.failed("a");
        taskflow.passes(Duration.ofSeconds(10));

        Seen second = flow.failed("a");

        assertSent(second, "4 r1 TASK_RETRY_SCHEDULED a#3 at PT25S");
    }

    @Test
    void T3_aBackoffOfZeroDispatchesAtOnce() {
        flow.createWith(FlowDsl.spec("a").setRetry(new RetryPolicy(2, 0L, 1.0, 0L)));
        flow.failed("a");

        Seen later = taskflow.passes(Duration.ofSeconds(1));

        assertSent(later, "dispatch a#2 dispatch-2");
    }

    @Test
    void T3_theLastAttemptsFailureEndsTheTask() {
        flow.createWith(FlowDsl.spec("a").setRetry(new RetryPolicy(2, 1_000L, 1.0, 1_000L)));
        flow.failed("a");
        taskflow.passes(Duration.ofSeconds(1));

        Seen last = flow.failed("a");

        assertSent(last, "4 r1 TASK_STATUS_CHANGED a#2 FAILED (boom)");
        assertNothingSent(taskflow.passes(Duration.ofMinutes(10)));
    }

    @Test
    void T3_aLaterAttemptMaySucceed() {
        flow.createWith(FlowDsl.retriedSpec("a"));
        flow.failed("a");
        taskflow.passes(Duration.ofSeconds(10));

        Seen second = flow.succeeded("a");

        assertSent(second, "4 r1 TASK_STATUS_CHANGED a#2 SUCCEEDED");
        assertThat(stored("a").error()).isNull();
    }

    @Test
    void T3_anErrorThatIsNotRetryableEndsTheTask() {
        flow.createWith(FlowDsl.retriedSpec("a"));

        Seen failed = flow.failedForGood("a");

        assertSent(failed, "3 r1 TASK_STATUS_CHANGED a#1 FAILED (bad-input)");
    }

    @Test
    void T3_aFailureWithoutARetryPolicyEndsTheTask() {
        flow.create("a");

        Seen failed = flow.failed("a");

        assertSent(failed, "3 r1 TASK_STATUS_CHANGED a#1 FAILED (boom)");
    }

    @Test
    void T3_aTaskThatItsWorkerCancelledIsNotTriedAgain() {
        flow.createWith(FlowDsl.retriedSpec("a"));

        Seen cancelled = flow.completed("a", TaskOutcome.CANCELLED);

        assertSent(cancelled, "3 r1 TASK_STATUS_CHANGED a#1 CANCELLED");
    }

    @Test
    void T3_noAttemptIsScheduledOnceTheFlowHasEnded() {
        flow.create(create -> create.setClosePolicy(ClosePolicy.ABANDON_TASKS)
                .setTasks(List.of(FlowDsl.retriedSpec("a").build())));
        flow.started("a");
        flow.finish();

        Seen failed = flow.failed("a");

        assertSent(failed, "5 r2 TASK_STATUS_CHANGED a#1 FAILED (boom)");
    }

    @Test
    void T3_anAttemptScheduledBeforeItsFlowAbandonedItRuns() {
        flow.create(create -> create.setClosePolicy(ClosePolicy.ABANDON_TASKS)
                .setTasks(List.of(FlowDsl.retriedSpec("a").build())));
        flow.failed("a");
        flow.finish();

        Seen later = taskflow.passes(Duration.ofSeconds(10));

        assertSent(later, "dispatch a#2 dispatch-2"); // C9: ABANDON_TASKS lets them run
    }

    @Test
    void T3_aTaskThatWaitsForItsNextAttemptStillCountsAsActive() {
        flow.create(create -> create.setClosePolicy(ClosePolicy.REJECT_IF_ACTIVE)
                .setTasks(List.of(FlowDsl.retriedSpec("a").build())));
        flow.failed("a");

        Seen finish = flow.finish();

        assertSent(finish, "answer REJECTED ACTIVE_TASKS r1 QUEUED");
    }
}
