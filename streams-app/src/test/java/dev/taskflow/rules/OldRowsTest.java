package dev.taskflow.rules;

import static dev.taskflow.rules.Fixtures.FLOW;
import static dev.taskflow.rules.Fixtures.T0;
import static dev.taskflow.rules.Fixtures.command;
import static dev.taskflow.rules.Fixtures.managed;
import static dev.taskflow.rules.Fixtures.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.v1.RequestCancel;
import dev.taskflow.v1.TaskEvent;
import dev.taskflow.v1.TaskOutcome;
import dev.taskflow.v1.TaskSpec;
import dev.taskflow.v1.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Rows of 0.1 do not know the timers that it has set; these do what they did, and later ones are known. */
class OldRowsTest {
    private static final TaskSpec TIMED = task("a")
            .setStartTimeoutMs(1_000L)
            .setRunTimeoutMs(60_000L)
            .setHeartbeatTimeoutMs(5_000L)
            .build();
    private static final Instant LAST_TIMER = T0.plus(Duration.ofDays(365));

    private final Rules rules = new Rules(Fixtures.SETTINGS, () -> "dispatch");

    @Test
    void T5_aStartTimeoutCounts() {
        Decision due = fire(Timer.Kind.START_TIMEOUT, T0.plusSeconds(1), queued());

        assertThat(endOf(due)).isEqualTo(TaskStatus.TIMED_OUT);
    }

    @Test
    void T5_aRunTimeoutCounts() {
        Decision due = fire(Timer.Kind.RUN_TIMEOUT, T0.plusSeconds(60), running());

        assertThat(endOf(due)).isEqualTo(TaskStatus.TIMED_OUT);
    }

    @Test
    void T5_aTimeoutThatItsTaskHasLeftBehindMeansNothing() {
        assertThat(fire(Timer.Kind.START_TIMEOUT, T0.plusSeconds(1), running()))
                .isEqualTo(new Decision.Ignored(Decision.Reason.MOVED_ON));
    }

    @Test
    void T5_aHeartbeatTimerThatIsMovedIsKnownFromThenOn() {
        World alive = queuedThen(Fixtures.progress(report()), T0.plusSeconds(3));

        Decision early = fire(Timer.Kind.HEARTBEAT_TIMEOUT, T0.plusSeconds(5), asOf01(alive));
        World moved = asOf01(alive).after(early);

        Timer next = new Timer(T0.plusSeconds(8), Timer.Kind.HEARTBEAT_TIMEOUT, FLOW, "a", 1);
        assertThat(early).isInstanceOfSatisfying(Decision.Decided.class, decided -> assertThat(decided.timersSet())
                .containsExactly(next));
        assertThat(fire(Timer.Kind.HEARTBEAT_TIMEOUT, T0.plusSeconds(6), moved))
                .isEqualTo(new Decision.Ignored(Decision.Reason.MOVED_ON));
        assertThat(endOf(rules.onTimer(next, moved, DecisionTime.at(next.dueAt()))))
                .isEqualTo(TaskStatus.LOST);
    }

    @Test
    void K10_aWalkGoesOn() {
        World paused = withUpkeep(create(), new Upkeep(Sweep.from(Sweep.Kind.STOP, null, null, null), null, null, 0));

        Decision due = rules.onTimer(
                new Timer(T0.plusSeconds(7), Timer.Kind.SWEEP, FLOW, null, 0),
                paused,
                DecisionTime.at(T0.plusSeconds(7)));

        assertThat(endOf(due)).isEqualTo(TaskStatus.CANCELLED);
    }

    @Test
    void S3_aFlowIsKeptUntilTheLastTimerThatItsRowsDoNotKnow() {
        World old = withUpkeep(queued(), new Upkeep(null, LAST_TIMER, null, 0));

        Decision.Decided cancelled = rules.onCommand(
                command("cancel")
                        .setRequestCancel(new RequestCancel(null, null))
                        .build(),
                500,
                old,
                DecisionTime.at(T0));

        assertThat(cancelled.timersEnded()).isEmpty();
        assertThat(cancelled.timersSet()).containsExactly(new Timer(LAST_TIMER, Timer.Kind.PRUNE, FLOW, null, 0));
    }

    @Test
    void T5_aTaskThatGoesOnEndsNoTimerThatItsRowDoesNotKnow() {
        Decision end = rules.onTaskEvent(
                Fixtures.completed(report(), TaskOutcome.SUCCEEDED),
                300,
                running(),
                DecisionTime.at(T0.plusSeconds(2)));

        assertThat(end).isInstanceOfSatisfying(Decision.Decided.class, decided -> assertThat(decided.timersEnded())
                .isEmpty());
    }

    private World create() {
        return World.EMPTY.after(rules.onCommand(
                command("create")
                        .setCreateFlow(managed().setTasks(List.of(TIMED)).build())
                        .build(),
                500,
                World.EMPTY,
                DecisionTime.at(T0)));
    }

    private World queued() {
        return asOf01(create());
    }

    private World running() {
        return asOf01(queuedThen(Fixtures.started(report()), T0));
    }

    private World queuedThen(TaskEvent report, Instant at) {
        return create().after(rules.onTaskEvent(report, 300, create(), DecisionTime.at(at)));
    }

    private static TaskEvent.Builder report() {
        return Fixtures.report("a", 1, "dispatch");
    }

    private Decision fire(Timer.Kind kind, Instant dueAt, World world) {
        return rules.onTimer(new Timer(dueAt, kind, FLOW, "a", 1), world, DecisionTime.at(dueAt));
    }

    private static TaskStatus endOf(Decision decision) {
        assertThat(decision).isInstanceOf(Decision.Decided.class);
        return ((Decision.Decided) decision).tasks().iterator().next().status();
    }

    /** The world as 0.1 has stored it. */
    private static World asOf01(World world) {
        SortedMap<String, Task> tasks = new TreeMap<>();
        world.tasks().forEach((runId, task) -> {
            Task.Draft draft = task.draft();
            draft.timeouts = Timeouts.NONE;
            tasks.put(runId, draft.freeze());
        });
        return new World(world.flow(), tasks);
    }

    private static World withUpkeep(World world, Upkeep upkeep) {
        Flow.Draft draft = Objects.requireNonNull(world.flow()).draft();
        draft.upkeep = upkeep;
        return new World(draft.freeze(), world.tasks());
    }
}
