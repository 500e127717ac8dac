package dev.taskflow.rules;

import static dev.taskflow.rules.Fixtures.FLOW;
import static dev.taskflow.rules.Fixtures.T0;
import static dev.taskflow.rules.Fixtures.command;
import static dev.taskflow.rules.Fixtures.managed;
import static dev.taskflow.rules.Fixtures.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.RequestCancel;
import dev.taskflow.v1.TaskSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Three clocks that differ: the producer's says when things occurred, the steady one when durations end, the wall the rest. */
class ClocksTest {
    private static final Instant STAMP = T0.plusSeconds(30);
    private static final Instant STEADY = T0;
    private static final Instant WALL = T0.minus(Duration.ofHours(1));
    private static final DecisionTime NOW = DecisionTime.of(STAMP, new ProcessorTime(STEADY, WALL));
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Rules rules = new Rules(Fixtures.SETTINGS, () -> "dispatch");

    @Test
    void X3_thingsOccurWhenTheProducerSays() {
        Decision.Decided created = create(task("a").build());

        assertThat(created.events()).isNotEmpty().allSatisfy(each -> assertThat(each.occurredAt())
                .isEqualTo(STAMP));
        assertThat(after(created).origin().createdAt()).isEqualTo(STAMP);
    }

    @Test
    void T5_timeoutsCountFromTheSteadyClock() {
        Decision.Decided created =
                create(task("a").setStartTimeoutMs(TIMEOUT.toMillis()).build());
        Task queued = created.tasks().iterator().next();

        Decision started =
                rules.onTaskEvent(Fixtures.started(Fixtures.report("a", 1, "dispatch")), 300, world(created), NOW);

        assertThat(created.timersSet())
                .containsExactly(new Timer(STEADY.plus(TIMEOUT), Timer.Kind.START_TIMEOUT, FLOW, "a", 1));
        assertThat(queued.createdAt()).isEqualTo(STAMP);
        assertThat(started).isInstanceOfSatisfying(Decision.Decided.class, decided -> assertThat(decided.tasks())
                .allSatisfy(task -> {
                    assertThat(task.startedAt()).isEqualTo(STAMP);
                    assertThat(task.lastEventAt()).as("heard").isEqualTo(STEADY);
                }));
    }

    @Test
    void K7_S2_graceAndRetentionCountFromTheSteadyClock() {
        Decision.Decided created = create(task("a").build());
        World queued = world(created);
        World running = queued.after(
                rules.onTaskEvent(Fixtures.started(Fixtures.report("a", 1, "dispatch")), 300, queued, NOW));
        FlowCommand cancel = command("cancel")
                .setRequestCancel(new RequestCancel(null, null))
                .build();

        Decision.Decided cancelled = rules.onCommand(cancel, 500, running, NOW);
        Decision.Decided atOnce = rules.onCommand(cancel, 500, world(create()), NOW);

        assertThat(cancelled.timersSet())
                .containsExactly(new Timer(STEADY.plus(Fixtures.GRACE), Timer.Kind.FLOW_GRACE, FLOW, null, 0));
        assertThat(atOnce.timersSet())
                .containsExactly(
                        new Timer(STEADY.plus(Fixtures.SETTINGS.retention()), Timer.Kind.PRUNE, FLOW, null, 0));
    }

    @Test
    void C8_T9_onlyWhatClientsGiveIsComparedWithTheWallClock() {
        ProcessorTime apart = new ProcessorTime(T0.plusSeconds(60), T0);

        assertThat(Timer.Kind.values()).allSatisfy(kind -> {
            boolean byWallClock = kind == Timer.Kind.WAKE || kind == Timer.Kind.DEADLINE;
            assertThat(new Timer(T0.plusSeconds(30), kind, FLOW, null, 0).isDue(apart))
                    .isEqualTo(!byWallClock);
            assertThat(new Timer(T0, kind, FLOW, null, 0).isDue(apart)).isTrue();
            assertThat(new Timer(T0.plusSeconds(61), kind, FLOW, null, 0).isDue(apart))
                    .isFalse();
        });
    }

    private Decision.Decided create(TaskSpec... specs) {
        return rules.onCommand(
                command("create")
                        .setCreateFlow(managed().setTasks(List.of(specs)).build())
                        .build(),
                500,
                World.EMPTY,
                NOW);
    }

    private static World world(Decision.Decided decided) {
        return World.EMPTY.after(decided);
    }

    private static Flow after(Decision.Decided decided) {
        return Objects.requireNonNull(decided.after());
    }
}
