package dev.taskflow.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The simulation can fail: each fault that is put into the processor breaks the promise that it should, in a few seeds. */
class SimulationFindsFaultsTest {
    private static final int SEEDS = 1_000;

    static Stream<Arguments> faults() {
        return Stream.of(
                fault("A2, T4", "it takes any report", BrokenProcessors::withoutFence),
                fault("S1", "it loses a settlement", BrokenProcessors::losingSettlements),
                fault("S1", "it repeats a settlement", BrokenProcessors::repeatingSettlements),
                fault("sequence", "it loses transactions", BrokenProcessors::forgettingItsLastTransactions),
                fault("T5", "a restart loses the timers", BrokenProcessors::forgettingTimers),
                fault("K10", "a restart loses the walks", BrokenProcessors::forgettingWalks),
                fault("S2", "a restart loses the retention", BrokenProcessors::forgettingRetention));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("faults")
    void aFaultBreaksItsPromise(String promise, String name, Simulation.Construction fault) {
        String found = null;

        for (long seed = 1; seed <= SEEDS && found == null; seed++) {
            found = brokenPromise(promise, seed, fault);
        }

        assertThat(found).as("account of the life that broke it").isNotNull().contains("Moment[at=");
    }

    private static @Nullable String brokenPromise(String promise, long seed, Simulation.Construction fault) {
        try {
            Simulation.of(seed, fault);
            return null;
        } catch (AssertionError e) {
            String account = String.valueOf(e.getMessage());
            return account.lines().findFirst().orElse("").contains(": " + promise) ? account : null;
        }
    }

    private static Arguments fault(String promise, String name, Simulation.Construction fault) {
        return arguments(promise, name, fault);
    }
}
