package dev.taskflow.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.rules.Flow;
import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which flows and tasks are found fault with, and from when on. */
class AuditTest {
    private static final Instant CREATED = Given.CREATED;
    private static final Duration MS = Duration.ofMillis(1);

    @Test
    void aRunningFlowWithoutActiveTasksIsStaleAfterHalfAnHour() {
        Flow idle = Given.flow("f").get();

        assertThat(codes(idle, minutes(30).minus(MS))).isEmpty();
        assertThat(codes(idle, minutes(30))).containsExactly(AuditCode.STALE_RUNNING);
        assertThat(codes(Given.flow("f").withActive(1).get(), minutes(90))).isEmpty();
    }

    @Test
    void aWaitingFlowIsStaleUnlessSomethingWillEndItsWait() {
        Flow waiting = Given.flow("f").status(FlowStatus.WAITING).get();
        Given waking = Given.flow("f").status(FlowStatus.WAITING).wakesAt(minutes(60));

        assertThat(codes(waiting, minutes(30).minus(MS))).isEmpty();
        assertThat(codes(waiting, minutes(30))).containsExactly(AuditCode.STALE_WAITING);
        assertThat(codes(waking.get(), minutes(60).minus(MS))).isEmpty();
        assertThat(codes(waking.get(), minutes(60))).containsExactly(AuditCode.STALE_WAITING);
        assertThat(codes(waking.withActive(1).get(), minutes(90))).isEmpty();
    }

    @Test
    void aBlockedFlowIsStaleAfterHalfAnHourWhateverItsTasksDo() {
        Given blocked = Given.flow("f").blockedOn("run").withActive(1);

        assertThat(codes(blocked.get(), minutes(30).minus(MS))).isEmpty();
        assertThat(codes(blocked.get(), minutes(30))).containsExactly(AuditCode.STALE_BLOCKED);
    }

    @Test
    void T8_aMirroredFlowThatEndedBlockedIsNotStale() {
        Flow ended = Given.flow("f").ended(FlowStatus.BLOCKED, CREATED).get();

        assertThat(codes(ended, minutes(90))).isEmpty();
    }

    @Test
    void aCancelIsStuckWhenTheFlowIsStillOpenAfterFiveMinutes() {
        Given cancelled = Given.flow("f").withActive(1).cancelRequestedAt(CREATED);

        assertThat(codes(cancelled.get(), minutes(5).minus(MS))).isEmpty();
        assertThat(codes(cancelled.get(), minutes(5))).containsExactly(AuditCode.CANCEL_STUCK);
        assertThat(codes(cancelled.ended(FlowStatus.CANCELLED, CREATED).get(), minutes(90)))
                .isEmpty();
    }

    @Test
    void timesOfAFlowThatContradictEachOtherOrItsStatusAreFound() {
        List<Given> wrong = List.of(
                Given.flow("updated").updatedAt(CREATED.minus(MS)),
                Given.flow("started").startedAt(CREATED.minus(MS)),
                Given.flow("ended").ended(FlowStatus.FAILED, CREATED.plus(MS)).startedAt(CREATED.plusSeconds(1)),
                Given.flow("no end").status(FlowStatus.SUCCEEDED),
                Given.flow("open with end").endedAt(CREATED));

        assertThat(wrong).allSatisfy(flow -> assertThat(codes(flow.get(), CREATED))
                .containsExactly(AuditCode.INCONSISTENT_TIMESTAMPS));
        assertThat(codes(
                        Given.flow("right")
                                .ended(FlowStatus.FAILED, CREATED)
                                .startedAt(CREATED)
                                .get(),
                        CREATED))
                .isEmpty();
    }

    @Test
    void aQueuedTaskIsStaleTenMinutesAfterItsDispatchOrTheTimeOfItsNextAttempt() {
        Flow flow = Given.flow("f").get();
        var dispatched = Given.queued("f", "r", CREATED);
        var waiting = Given.task("f", "r", TaskStatus.QUEUED, CREATED, null, null, null, minutes(60));

        assertThat(audit(minutes(10).minus(MS)).task(flow, dispatched)).isEmpty();
        assertThat(audit(minutes(10)).task(flow, dispatched)).singleElement().satisfies(found -> {
            assertThat(found.code()).isEqualTo(AuditCode.STALE_QUEUED);
            assertThat(found.runId()).contains("r");
            assertThat(found.ownerKey()).contains("acme");
            assertThat(found.since()).contains(CREATED);
        });
        assertThat(audit(minutes(70).minus(MS)).task(flow, waiting)).isEmpty();
        assertThat(audit(minutes(70)).task(flow, waiting)).hasSize(1);
    }

    @Test
    void aRunningTaskIsStaleHalfAnHourAfterItsWorkerWasLastHeardOf() {
        Flow flow = Given.flow("f").get();
        var running = Given.running("f", "r", minutes(60));

        assertThat(audit(minutes(90).minus(MS)).task(flow, running)).isEmpty();
        assertThat(audit(minutes(90)).task(flow, running))
                .extracting(AuditFinding::code)
                .containsExactly(AuditCode.STALE_RUNNING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SUCCEEDED", "FAILED", "TIMED_OUT", "CANCELLED", "LOST"})
    void ofEndedTasksLostOnesAreFound(TaskStatus status) {
        var ended = Given.ended("f", "r", status, CREATED);

        assertThat(audit(minutes(90)).task(Given.flow("f").get(), ended))
                .extracting(AuditFinding::code)
                .isEqualTo(status == TaskStatus.LOST ? List.of(AuditCode.LOST) : List.of());
    }

    @Test
    void timesOfATaskThatContradictEachOtherOrItsStatusAreFound() {
        Flow flow = Given.flow("f").get();
        var wrong = List.of(
                Given.task("f", "r", TaskStatus.QUEUED, CREATED.minus(MS), null, null, null, null),
                Given.task("f", "r", TaskStatus.RUNNING, CREATED, CREATED.minus(MS), null, null, null),
                Given.task("f", "r", TaskStatus.RUNNING, CREATED, null, null, null, null),
                Given.task("f", "r", TaskStatus.FAILED, CREATED, null, null, null, null),
                Given.task("f", "r", TaskStatus.FAILED, CREATED, CREATED.plus(MS), CREATED, null, null),
                Given.task("f", "r", TaskStatus.QUEUED, CREATED, null, CREATED, null, null));

        assertThat(wrong).allSatisfy(task -> assertThat(audit(CREATED).task(flow, task))
                .extracting(AuditFinding::code)
                .containsExactly(AuditCode.INCONSISTENT_TIMESTAMPS));
    }

    @Test
    void aFlowThatCountsMoreActiveTasksThanItHasMissesSome() {
        Flow flow = Given.flow("f").withActive(2).get();

        assertThat(audit(CREATED).links(flow, 2, false)).isEmpty();
        assertThat(audit(CREATED).links(flow, 1, false))
                .extracting(AuditFinding::code)
                .containsExactly(AuditCode.MISSING_LINKED_TASKS);
    }

    @Test
    void theTaskThatAFlowIsBlockedOnIsMissedIfItWouldBeTheFlowsOwn() {
        assertThat(links(Given.flow("f").blockedOn("run"), true)).isEmpty();
        assertThat(links(Given.flow("f").blockedOn("run"), false)).containsExactly(AuditCode.BLOCKED_TASK_MISSING);
        assertThat(links(Given.flow("f").blockedOn("f/run"), false)).containsExactly(AuditCode.BLOCKED_TASK_MISSING);
        assertThat(links(Given.flow("f").blockedOn("other/run"), false)).isEmpty();
        assertThat(links(Given.flow("f").blockedOn("run").endedAt(CREATED), false))
                .isEmpty();
    }

    @Test
    void thresholdsCanBeOthers() {
        AuditThresholds none = new AuditThresholds(
                Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);
        Audit strict = new Audit(none, CREATED);

        assertThat(strict.flow(Given.flow("f").get()))
                .extracting(AuditFinding::code)
                .containsExactly(AuditCode.STALE_RUNNING);
        assertThat(strict.task(Given.flow("f").get(), Given.queued("f", "r", CREATED)))
                .extracting(AuditFinding::code)
                .containsExactly(AuditCode.STALE_QUEUED);
    }

    private static Instant minutes(long minutes) {
        return CREATED.plus(Duration.ofMinutes(minutes));
    }

    private static Audit audit(Instant now) {
        return new Audit(AuditThresholds.DEFAULT, now);
    }

    private static List<AuditCode> codes(Flow flow, Instant now) {
        return audit(now).flow(flow).stream().map(AuditFinding::code).toList();
    }

    private static List<AuditCode> links(Given flow, boolean blockedTaskThere) {
        return audit(CREATED).links(flow.get(), 0, blockedTaskThere).stream()
                .map(AuditFinding::code)
                .toList();
    }
}
