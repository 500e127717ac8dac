package dev.taskflow.rules;

import static dev.taskflow.rules.Fixtures.command;
import static dev.taskflow.rules.Fixtures.managed;
import static dev.taskflow.rules.Fixtures.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.taskflow.v1.RejectionCode;
import dev.taskflow.v1.RetryPolicy;
import dev.taskflow.v1.SpawnTasks;
import dev.taskflow.v1.TaskOutcome;
import dev.taskflow.v1.TaskSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with task specs, and that none of them can make a later sum overflow. */
class TaskSpecsTest {

    static Stream<Arguments> invalid() {
        return Stream.of(
                arguments("runId must be", task("x".repeat(201))),
                arguments("no runtime", task("a").setRuntime(" ")),
                arguments("startTimeoutMs", task("a").setStartTimeoutMs(0L)),
                arguments("runTimeoutMs", task("a").setRunTimeoutMs(-1L)),
                arguments("heartbeatTimeoutMs", task("a").setHeartbeatTimeoutMs(Long.MAX_VALUE)),
                arguments("runTimeoutMs", task("a").setRunTimeoutMs(Durations.MAX_MS + 1)),
                arguments("maxAttempts", task("a").setRetry(new RetryPolicy(0, 1L, 2.0, 1L))),
                arguments("maxAttempts", task("a").setRetry(new RetryPolicy(Integer.MIN_VALUE, 1L, 2.0, 1L))),
                arguments("multiplier", task("a").setRetry(new RetryPolicy(2, 1L, Double.NaN, 1L))),
                arguments("multiplier", task("a").setRetry(new RetryPolicy(2, 1L, Double.POSITIVE_INFINITY, 1L))),
                arguments("multiplier", task("a").setRetry(new RetryPolicy(2, 1L, 0.99, 1L))),
                arguments("initialBackoffMs", task("a").setRetry(new RetryPolicy(2, -1L, 2.0, 1L))),
                arguments("maxBackoffMs", task("a").setRetry(new RetryPolicy(2, 1L, 2.0, Long.MAX_VALUE))));
    }

    @ParameterizedTest(name = "{0} [{index}]")
    @MethodSource("invalid")
    void anInvalidSpecIsNamed(String words, TaskSpec.Builder spec) {
        Refusal refusal = TaskSpecs.invalid(List.of(spec.build()));

        assertThat(refusal)
                .isNotNull()
                .returns(RejectionCode.INVALID, Refusal::code)
                .extracting(Refusal::message, STRING)
                .contains(words)
                .endsWith(".");
    }

    @Test
    void theLargestDurationsThatAreAllowedOverflowNothing() {
        RetryPolicy retry = new RetryPolicy(Integer.MAX_VALUE, Durations.MAX_MS, Double.MAX_VALUE, Durations.MAX_MS);
        TaskSpec spec = task("a")
                .setRetry(retry)
                .setStartTimeoutMs(Durations.MAX_MS)
                .setRunTimeoutMs(Durations.MAX_MS)
                .setHeartbeatTimeoutMs(Durations.MAX_MS)
                .build();
        Story story = Story.of(managed().setCancelGraceMs(Durations.MAX_MS).setTasks(List.of(spec)));

        for (int attempt = 1; attempt < 6; attempt++) {
            story.started("a");
            story.fire(last(story, Timer.Kind.RUN_TIMEOUT));
            assertThat(story.task("a").nextAttemptAt()).isEqualTo(story.now().plusMillis(Durations.MAX_MS));
            story.fire(last(story, Timer.Kind.RETRY));
        }
        story.started("a").cancel();

        assertThat(story.flow().graceUntil()).isEqualTo(story.now().plusMillis(Durations.MAX_MS));
        assertThat(story.timers()).allMatch(timer -> timer.dueAt().isBefore(Instant.parse("2200-01-01T00:00:00Z")));
    }

    @Test
    void T3_theBackoffGrowsByTheMultiplierUpToItsMost() {
        TaskSpec spec =
                task("a").setRetry(new RetryPolicy(5, 100L, 3.0, 1_000L)).build();
        Story story = Story.of(managed().setTasks(List.of(spec)));

        List<Long> waits = IntStream.range(0, 4)
                .mapToObj(attempt -> {
                    story.report(Fixtures.completed(story.on("a"), TaskOutcome.FAILED));
                    Timer retry = last(story, Timer.Kind.RETRY);
                    long wait = Duration.between(story.now(), retry.dueAt()).toMillis();
                    story.fire(retry);
                    return wait;
                })
                .toList();

        assertThat(waits).containsExactly(100L, 300L, 900L, 1_000L);
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 1_001})
    void X4_oneCommandSpawnsAThousandTasksAtMost(int count) {
        List<TaskSpec> specs = IntStream.range(0, count)
                .mapToObj(i -> task("run-" + i).build())
                .toList();

        Reply reply = Story.of(managed()).send(command("s").setSpawnTasks(new SpawnTasks(specs, false)));

        assertThat(Story.code(reply)).isEqualTo(count > 1_000 ? RejectionCode.LIMIT_EXCEEDED : null);
    }

    @Test
    void X4_aFlowHasOnlySoManyActiveTasks() {
        Limits narrow = new Limits(10_000, 100_000, 10, 2);
        Story story = new Story(new Settings(narrow, Fixtures.GRACE, Set.of(Fixtures.RUNTIME)));
        story.send(command("create")
                .setCreateFlow(managed().setTasks(Fixtures.tasks("a", "b")).build()));

        Reply beyond = story.send(command("s").setSpawnTasks(Fixtures.spawn("a", "c")));
        story.report(Fixtures.completed(story.on("a"), TaskOutcome.SUCCEEDED));
        Reply within = story.send(command("s").setSpawnTasks(Fixtures.spawn("a", "c")));

        assertThat(Story.code(beyond)).isEqualTo(RejectionCode.LIMIT_EXCEEDED);
        assertThat(beyond.tasks()).as("C3: existing tasks are still reported").hasSize(1);
        assertThat(within).isInstanceOf(Reply.Accepted.class);
    }

    @Test
    void anUnknownRuntimeIsToldWhichOnesThereAre() {
        TaskSpec spec = task("a").setRuntime("pyhton\n").build();

        Reply reply = Story.of(managed()).send(command("s").setSpawnTasks(new SpawnTasks(List.of(spec), false)));

        assertThat(reply).isInstanceOf(Reply.Rejected.class);
        assertThat(((Reply.Rejected) reply).message()).contains("'pyhton?'", "[java, python]");
        assertThat(Story.code(reply)).isEqualTo(RejectionCode.UNKNOWN_RUNTIME);
    }

    private static Timer last(Story story, Timer.Kind kind) {
        return story.timers().stream()
                .filter(timer -> timer.kind() == kind)
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }
}
