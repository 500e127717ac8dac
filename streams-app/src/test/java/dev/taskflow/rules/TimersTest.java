package dev.taskflow.rules;

import static dev.taskflow.rules.Fixtures.FLOW;
import static dev.taskflow.rules.Fixtures.command;
import static dev.taskflow.rules.Fixtures.managed;
import static dev.taskflow.rules.Fixtures.task;
import static dev.taskflow.rules.Fixtures.tasks;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.v1.CancelTask;
import dev.taskflow.v1.SetWaiting;
import dev.taskflow.v1.TaskOutcome;
import dev.taskflow.v1.TaskSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which timers what happens starts, and what they do when they are due. */
class TimersTest {
    private static final TaskSpec TIMED = task("a")
            .setRetry(Fixtures.retry(2))
            .setStartTimeoutMs(1_000L)
            .setRunTimeoutMs(60_000L)
            .setHeartbeatTimeoutMs(5_000L)
            .build();

    private static Story timed() {
        return Story.of(managed().setTasks(List.of(TIMED)));
    }

    private static Timer ofTask(Timer.Kind kind, Instant dueAt, int attempt) {
        return new Timer(dueAt, kind, FLOW, "a", attempt);
    }

    private static Timer ofFlow(Timer.Kind kind, Instant dueAt) {
        return new Timer(dueAt, kind, FLOW, null, 0);
    }

    @Test
    void noTimerWhereNoTimeIsSet() {
        Story story = Story.of(managed().setTasks(tasks("a"))).started("a");
        story.send(command("w").setSetWaiting(SetWaiting.newBuilder().build()));
        story.report(Fixtures.completed(story.on("a"), TaskOutcome.FAILED));

        assertThat(story.timers()).isEmpty();
    }

    @Test
    void T5_aDispatchStartsTheStartTimeout() {
        assertThat(timed().timers()).containsExactly(ofTask(Timer.Kind.START_TIMEOUT, Fixtures.T0.plusSeconds(1), 1));
    }

    @Test
    void T5_aStartStartsTheRunAndHeartbeatTimeouts() {
        Story story = timed().after(Duration.ofMillis(500)).started("a");

        assertThat(story.timers())
                .contains(
                        ofTask(Timer.Kind.RUN_TIMEOUT, story.now().plusSeconds(60), 1),
                        ofTask(Timer.Kind.HEARTBEAT_TIMEOUT, story.now().plusSeconds(5), 1));
    }

    @Test
    void T5_aSignOfLifeMovesTheHeartbeatTimerWhenItIsDue() {
        Story story = timed().started("a").after(Duration.ofSeconds(3));
        story.report(Fixtures.progress(story.on("a")));
        Instant silentUntil = story.now().plusSeconds(5);

        Decision early = story.fire(ofTask(Timer.Kind.HEARTBEAT_TIMEOUT, Fixtures.T0.plusSeconds(5), 1));

        assertThat(early).isInstanceOfSatisfying(Decision.Decided.class, decided -> assertThat(decided.timersSet())
                .containsExactly(ofTask(Timer.Kind.HEARTBEAT_TIMEOUT, silentUntil, 1)));
        story.fire(ofTask(Timer.Kind.HEARTBEAT_TIMEOUT, silentUntil, 1));
        assertThat(story.timers())
                .last()
                .isEqualTo(ofTask(Timer.Kind.RETRY, story.now().plusSeconds(1), 1));
    }

    @Test
    void T5_aSignOfLifeTouchesNoTimer() {
        Story story = timed().started("a").after(Duration.ofSeconds(3));

        Decision alive = story.report(Fixtures.progress(story.on("a")));

        assertThat(alive).isInstanceOfSatisfying(Decision.Decided.class, decided -> {
            assertThat(decided.timersSet()).isEmpty();
            assertThat(decided.timersEnded()).isEmpty();
        });
    }

    @Test
    void T5_anEndEndsTheTimeoutsOfTheTask() {
        Story story = timed().started("a");

        Decision end = story.report(Fixtures.completed(story.on("a"), TaskOutcome.SUCCEEDED));

        assertThat(end).isInstanceOfSatisfying(Decision.Decided.class, decided -> assertThat(decided.timersEnded())
                .containsExactlyInAnyOrder(
                        ofTask(Timer.Kind.RUN_TIMEOUT, Fixtures.T0.plusSeconds(60), 1),
                        ofTask(Timer.Kind.HEARTBEAT_TIMEOUT, Fixtures.T0.plusSeconds(5), 1)));
        assertThat(story.timers()).isEmpty();
    }

    @Test
    void aDecisionHasTheFlowBeforeAndAfter() {
        Story story = Story.of(managed().setTasks(tasks("a")));
        Flow before = story.flow();

        Decision started = story.report(Fixtures.started(story.on("a")));

        assertThat(started).isInstanceOfSatisfying(Decision.Decided.class, decided -> {
            assertThat(decided.before()).isEqualTo(before);
            assertThat(decided.after()).isEqualTo(story.flow()).isNotEqualTo(before);
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"START_TIMEOUT", "RUN_TIMEOUT", "HEARTBEAT_TIMEOUT"})
    void T5_whoeverRunsOutOfTimeIsToldToStopThatAttempt(Timer.Kind kind) {
        Story story = kind == Timer.Kind.START_TIMEOUT ? timed() : timed().started("a");
        String dispatchId = story.task("a").dispatchId();

        Decision decision = story.fire(story.timers().stream()
                .filter(timer -> timer.kind() == kind)
                .findFirst()
                .orElseThrow());

        assertThat(decision).isInstanceOfSatisfying(Decision.Decided.class, decided -> assertThat(decided.events())
                .filteredOn(recorded -> recorded.event() instanceof Event.WorkerToldToStop)
                .extracting(recorded -> Objects.requireNonNull(recorded.task()).dispatchId())
                .containsExactly(dispatchId));
    }

    @Test
    void T3_aFailedAttemptStartsTheRetryWhichStartsTheNextStartTimeout() {
        Story story = timed().started("a");
        story.report(Fixtures.completed(story.on("a"), TaskOutcome.FAILED));
        Timer retry = ofTask(Timer.Kind.RETRY, story.now().plusSeconds(1), 1);
        assertThat(story.timers()).last().isEqualTo(retry);

        story.fire(retry);

        assertThat(story.timers())
                .last()
                .isEqualTo(ofTask(Timer.Kind.START_TIMEOUT, story.now().plusSeconds(1), 2));
    }

    @Test
    void C8_aWaitWithATimeStartsTheWake() {
        Story story = Story.of(managed());
        Instant wakeAt = Fixtures.T0.plusSeconds(10);

        story.send(command("w")
                .setSetWaiting(SetWaiting.newBuilder().setWakeAt(wakeAt).build()));

        assertThat(story.timers()).containsExactly(ofFlow(Timer.Kind.WAKE, wakeAt));
    }

    @Test
    void T9_aDeadlineHasItsTimerFromTheStart() {
        Instant deadline = Fixtures.T0.plusSeconds(10);

        assertThat(Story.of(managed().setDeadline(deadline)).timers())
                .containsExactly(ofFlow(Timer.Kind.DEADLINE, deadline));
    }

    @Test
    void K7_aCancelStartsTheGraceOfTheFlowOnlyWhileSomethingIsActive() {
        assertThat(Story.of(managed()).cancel().timers())
                .extracting(Timer::kind)
                .doesNotContain(Timer.Kind.FLOW_GRACE);
        assertThat(Story.of(managed().setTasks(tasks("a")))
                        .started("a")
                        .cancel()
                        .timers())
                .containsExactly(ofFlow(Timer.Kind.FLOW_GRACE, Fixtures.T0.plus(Fixtures.GRACE)));
    }

    @Test
    void K9_theCancelOfOneTaskStartsItsOwnGrace() {
        Story story = Story.of(managed().setCancelGraceMs(2_000L).setTasks(tasks("a")))
                .started("a");

        story.send(command("c").setCancelTask(new CancelTask("a", null)));

        assertThat(story.timers()).containsExactly(ofTask(Timer.Kind.TASK_GRACE, Fixtures.T0.plusSeconds(2), 1));
    }
}
