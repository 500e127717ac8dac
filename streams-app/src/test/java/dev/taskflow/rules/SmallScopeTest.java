package dev.taskflow.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The exhaustive small-scope check: most faults of a protocol show in a small world already, so every reachable small world gets
 * every input, and every step has to keep every invariant. {@link Normalised} says which worlds count as one; with it the walk
 * over two tasks ends by itself, and the walk over three is bounded by the length of history.
 */
class SmallScopeTest {
    private static final Logger LOG = LoggerFactory.getLogger(SmallScopeTest.class);
    private static final int DEPTH_WITH_THREE_TASKS = 6;

    @Test
    void everyReachableWorldOfTwoTasksKeepsEveryInvariant() {
        Walk.Found found = walk(Integer.MAX_VALUE, "a", "b");

        assertThat(found.violations()).isEmpty();
        assertThat(found.isComplete()).isTrue();
        assertThat(found.steps()).isGreaterThan(1_000_000);
    }

    @Test
    void everyShortHistoryOfThreeTasksKeepsEveryInvariant() {
        Walk.Found found = walk(DEPTH_WITH_THREE_TASKS, "a", "b", "c");

        assertThat(found.violations()).isEmpty();
        assertThat(found.depth()).isEqualTo(DEPTH_WITH_THREE_TASKS);
        assertThat(found.steps()).isGreaterThan(1_000_000);
    }

    @Test
    void everyReachableWorldOfTwoTasksKeepsEveryInvariantIfChildrenAreStoppedOneAtATime() {
        Walk.Found found = walk(SmallScope.ONE_CHILD_A_STEP, Integer.MAX_VALUE, "a", "b");

        assertThat(found.violations()).isEmpty();
        assertThat(found.isComplete()).isTrue();
        assertThat(found.steps()).isGreaterThan(1_000_000);
    }

    private static Walk.Found walk(int maxDepth, String... runIds) {
        return walk(SmallScope.SETTINGS, maxDepth, runIds);
    }

    private static Walk.Found walk(Settings settings, int maxDepth, String... runIds) {
        List<Input> inputs = SmallScope.inputs(runIds);
        Instant begin = Instant.now();
        Walk.Found found = new Walk(Decider.of(settings), inputs, maxDepth).run();
        LOG.info(
                "{} tasks, {} inputs: {} worlds, {} steps and {} redeliveries to depth {} (complete: {}) in {}",
                runIds.length,
                inputs.size(),
                found.worlds(),
                found.steps(),
                found.redeliveries(),
                found.depth(),
                found.isComplete(),
                Duration.between(begin, Instant.now()));
        return found;
    }
}
