package dev.taskflow.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.rules.Limits;
import dev.taskflow.rules.Settings;
import dev.taskflow.rules.Timer;
import dev.taskflow.state.StoreNames;
import dev.taskflow.state.TimerStore;
import dev.taskflow.v1.ClosePolicy;
import dev.taskflow.v1.RejectionCode;
import dev.taskflow.v1.RetryPolicy;
import dev.taskflow.v1.TaskDispatch;
import dev.taskflow.v1.TaskStarted;
import dev.taskflow.v1.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ended flows are kept for a while and then leave nothing behind: rules S2 and S3. */
class RetentionTest extends RuleTest {
    private static final Duration RETENTION = Duration.ofMinutes(5);
    private static final Duration A_MOMENT = Duration.ofSeconds(2);

    RetentionTest() {
        super(TaskFlowDriver.firingOneTimerAtATime(new Settings(
                Limits.DEFAULT,
                TaskFlowDriver.GRACE,
                TaskFlowDriver.RUNTIMES,
                RETENTION,
                Settings.DEFAULT_CHILDREN_PER_STEP,
                0)));
    }

    @BeforeEach
    void timersMayFire() {
        taskflow.passes(A_MOMENT);
    }

    @Test
    void S2_anEndedFlowIsKeptForTheRetentionAndThenLeavesNoRow() {
        flow.create("a", "b");
        flow.succeeded("a");
        flow.cancelTask("b");
        flow.finish();

        taskflow.passes(RETENTION.minus(A_MOMENT));

        assertThat(stored().isTerminal()).isTrue();
        assertThat(stored("a").status()).isEqualTo(TaskStatus.SUCCEEDED);
        Seen pruned = taskflow.passes(A_MOMENT.multipliedBy(2));
        assertNothingSent(pruned);
        assertThat(taskflow.storedRows()).isEmpty();
        flow.finish().rejection(RejectionCode.NOT_FOUND);
    }

    @Test
    void S2_anOpenFlowIsKeptForEver() {
        flow.create("a");
        flow.succeeded("a");

        taskflow.passes(RETENTION.multipliedBy(2));

        assertThat(stored().isTerminal()).isFalse();
    }

    @Test
    void S2_aFlowWithAnActiveTaskIsKeptUntilTheRetentionAfterItsEnd() {
        flow.create(create -> create.setTasks(FlowDsl.specs("a")).setClosePolicy(ClosePolicy.ABANDON_TASKS));
        flow.finish();
        taskflow.passes(RETENTION.multipliedBy(2));
        assertThat(stored("a").isActive()).isTrue();

        flow.succeeded("a");

        taskflow.passes(RETENTION.minus(A_MOMENT));
        assertThat(stored("a").status()).isEqualTo(TaskStatus.SUCCEEDED);
        taskflow.passes(A_MOMENT.multipliedBy(2));
        assertThat(taskflow.storedRows()).isEmpty();
    }

    @Test
    void S2_longTimeoutsOfATaskThatHasEndedKeepNoFlow() {
        long aYear = Duration.ofDays(365).toMillis();
        flow.createWith(FlowDsl.spec("a")
                .setStartTimeoutMs(aYear)
                .setRunTimeoutMs(aYear)
                .setHeartbeatTimeoutMs(aYear)
                .setRetry(new RetryPolicy(2, aYear, 1.0, aYear)));
        flow.started("a");
        flow.progress("a", null);
        flow.failed("a");
        flow.requestCancel(null, aYear);

        taskflow.passes(RETENTION.plus(A_MOMENT));

        assertThat(taskflow.storedRows()).isEmpty();
    }

    @Test
    void S2_aLongGraceOfATaskThatHasEndedKeepsNoFlow() {
        flow.create(create -> create.setTasks(FlowDsl.specs("a", "b"))
                .setCancelGraceMs(Duration.ofDays(365).toMillis()));
        flow.started("a");
        flow.started("b");
        flow.cancelTask("a");
        flow.requestCancel();
        flow.succeeded("a");
        flow.succeeded("b");

        taskflow.passes(RETENTION.plus(A_MOMENT));

        assertThat(taskflow.storedRows()).isEmpty();
    }

    @Test
    void T5_aTimeoutEndsWithWhatItWasFor() {
        flow.createWith(FlowDsl.spec("a")
                .setStartTimeoutMs(60_000L)
                .setRunTimeoutMs(60_000L)
                .setHeartbeatTimeoutMs(60_000L));
        assertThat(timers()).hasSize(1);

        flow.started("a");
        assertThat(timers()).as("run and heartbeat time-out").hasSize(2);

        flow.succeeded("a");
        assertThat(timers()).isEmpty();
    }

    @Test
    void S2_aDeadlineAndAWakeUpFarAwayLeaveNoTimerBehind() {
        Instant farAway = taskflow.now().plus(Duration.ofDays(1_000));
        flow.create(create -> create.setDeadline(farAway));
        flow.setWaiting(waiting -> waiting.setWakeAt(farAway));
        flow.setWaiting(waiting -> waiting.setWakeAt(farAway.plusSeconds(1)));
        flow.finish();

        taskflow.passes(RETENTION.plus(A_MOMENT));

        assertThat(taskflow.storedRows()).isEmpty();
    }

    @Test
    void C8_aResumeTakesTheWakeUpBack() {
        flow.create();
        Map<String, String> before = timers();
        flow.setWaiting(waiting -> waiting.setWakeAt(taskflow.now().plusSeconds(60)));

        flow.resume();

        assertThat(timers()).isEqualTo(before);
    }

    @Test
    void S2_manyTasksArePrunedInSteps() {
        flow.create(IntStream.range(0, 1_000).mapToObj("run-%04d"::formatted).toArray(String[]::new));
        flow.spawn(IntStream.range(0, 700).mapToObj("more-%04d"::formatted).toArray(String[]::new));
        flow.finish();
        taskflow.passes(A_MOMENT);
        taskflow.passes(RETENTION.minus(A_MOMENT.multipliedBy(2)));
        assertThat(taskflow.storedTasks("flow-1")).hasSize(1_700);

        int most = 1_700;
        for (int left = most; left > 0; left = taskflow.storedTasks("flow-1").size()) {
            assertThat(most - left).as("pruned in one step").isLessThanOrEqualTo(500);
            assertThat(stored().isTerminal()).as("the flow goes last").isTrue();
            most = left;
            taskflow.passes(Duration.ofMillis(500));
        }
        assertThat(taskflow.storedRows()).isEmpty();
    }

    @Test
    void S3_theIdIsFreeAgain() {
        flow.create("a");
        TaskDispatch old = taskflow.lastDispatch("flow-1", "a");
        flow.finish();
        taskflow.passes(RETENTION.plus(A_MOMENT));

        Seen create = flow.create("a");

        assertThat(create.acceptance().getRevision()).contains(1L);
        assertThat(create.events().get(0).getSequence()).isEqualTo(1);
        Map<String, String> before = taskflow.storedRows();
        Seen late = flow.report(flow.reportOf(old).setStarted(new TaskStarted()));
        assertNothingSent(late);
        assertThat(taskflow.storedRows()).as("A2").isEqualTo(before);
    }

    @Test
    void S3_aTimerOfTheOldFlowThatWasPutOffMeansNothingToTheNewOne() {
        flow.create(create -> create.setDeadline(taskflow.now().plusSeconds(10))
                .setTasks(List.of(FlowDsl.spec("a").setStartTimeoutMs(20_000L).build())));
        Instant deadline = taskflow.now().plusSeconds(10);
        Instant startTimeout = taskflow.now().plusSeconds(20);
        flow.finish();
        taskflow.passes(RETENTION.plus(A_MOMENT));
        flow.create(create -> create.setDeadline(taskflow.now().plusSeconds(1_000))
                .setTasks(List.of(FlowDsl.spec("a").setStartTimeoutMs(900_000L).build())));
        try (TaskFlowDriver restarted = new TaskFlowDriver()) {
            restarted.takeOver(taskflow);
            TimerStore timers = new TimerStore(restarted.topologyTestDriver().getKeyValueStore(StoreNames.TIMERS));
            Map<String, String> before = restarted.storedRows();
            timers.putOff(new Timer(deadline, Timer.Kind.DEADLINE, "flow-1", null, 0), restarted.now());
            timers.putOff(new Timer(startTimeout, Timer.Kind.START_TIMEOUT, "flow-1", "a", 1), restarted.now());
            assertThat(restarted.storedRows()).hasSize(before.size() + 2);

            Seen late = restarted.passes(A_MOMENT);

            assertNothingSent(late);
            assertThat(restarted.storedRows()).isEqualTo(before);
        }
    }

    @Test
    void X2_aFlowIsPrunedAlthoughItsTasksCannotBeRead() {
        flow.create("a", "b");
        flow.finish();
        KeyValueStore<String, byte[]> tasks = taskflow.topologyTestDriver().getKeyValueStore(StoreNames.TASKS);
        tasks.put("flow-1\0a", "garbage".getBytes(UTF_8));

        taskflow.passes(RETENTION.plus(A_MOMENT));

        assertThat(taskflow.storedRows()).isEmpty();
    }

    @Test
    void S2_aNeighbourIsLeftAlone() {
        FlowDsl neighbour = taskflow.flow("flow-10"); // its id begins like the other's
        flow.create("a");
        neighbour.create("a");
        Map<String, String> alone = new TreeMap<>(taskflow.storedRows());
        alone.keySet().removeIf(key -> !key.contains("flow-10"));
        flow.finish();

        taskflow.passes(RETENTION.plus(A_MOMENT));

        assertThat(taskflow.storedRows()).isEqualTo(alone);
    }

    private Map<String, String> timers() {
        Map<String, String> timers = new TreeMap<>(taskflow.storedRows());
        timers.keySet().removeIf(key -> !key.startsWith(StoreNames.TIMERS));
        return timers;
    }
}
