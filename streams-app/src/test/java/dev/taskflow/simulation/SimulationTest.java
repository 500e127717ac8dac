package dev.taskflow.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Thousands of flows keep every promise, whatever becomes of their workers and their processor. A seed that fails is named; it
 * is lived through again, alone, with {@code -Dsimulation.seed=N}. {@code -Dsimulation.seeds=N} says how many are tried.
 */
class SimulationTest {
    private static final Logger LOG = LoggerFactory.getLogger(SimulationTest.class);
    private static final int SEEDS = Integer.getInteger("simulation.seeds", 1_000);
    private static final @Nullable Long ONLY = Long.getLong("simulation.seed");

    @Test
    void everySeedKeepsEveryPromise() {
        Instant begin = Instant.now();
        AtomicLong inputs = new AtomicLong();
        AtomicLong settlements = new AtomicLong();
        AtomicLong restarts = new AtomicLong();
        LongStream seeds = ONLY != null ? LongStream.of(ONLY) : LongStream.rangeClosed(1, SEEDS);

        List<String> broken = seeds.parallel()
                .mapToObj(seed -> failure(seed, SimulatedProcessor::new, life -> {
                    inputs.addAndGet(life.inputs());
                    settlements.addAndGet(life.settlements());
                    restarts.addAndGet(life.restarts());
                }))
                .filter(Objects::nonNull)
                .limit(3)
                .toList();

        assertThat(broken).isEmpty();
        assertThat(settlements.get()).isPositive();
        LOG.info(
                "{} seeds: {} inputs, {} restarts, {} flows settled, in {}",
                ONLY != null ? 1 : SEEDS,
                inputs,
                restarts,
                settlements,
                Duration.between(begin, Instant.now()));
    }

    @Test
    void theSameSeedIsTheSameLife() {
        Simulation.Life first = Simulation.of(7, SimulatedProcessor::new);

        Simulation.Life again = Simulation.of(7, SimulatedProcessor::new);

        assertThat(again).hasToString(first.toString());
        assertThat(first.moments()).hasSizeGreaterThan(100);
    }

    private static @Nullable String failure(
            long seed, Simulation.Construction construction, Consumer<Simulation.Life> then) {
        try {
            then.accept(Simulation.of(seed, construction));
            return null;
        } catch (AssertionError | RuntimeException e) {
            LOG.error("Seed {} failed; live through it again with -Dsimulation.seed={}", seed, seed, e);
            return "-Dsimulation.seed=%s: %s".formatted(seed, e.getMessage());
        }
    }
}
