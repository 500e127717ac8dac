package dev.taskflow.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;

/**
 * Long random histories of several flows, owners and many tasks with a running clock keep the invariants, and come to rest. A
 * failure shows its seed and the shortest history that jqwik could find.
 */
class RandomHistoriesTest {
    static final int RUNS = 20;
    private static final int FLOWS = 4;
    private static final int VARIANTS = 8;

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    @StatisticsReport(onFailureOnly = true)
    void everyHistoryKeepsTheInvariantsAndComesToRest(@ForAll("histories") List<Action> actions) {
        History history = new History(Decider.of(Fixtures.SETTINGS));

        actions.forEach(history::play);
        history.elapseAll();

        history.worlds().forEach(world -> assertAtRest(history, world));
        Statistics.label("long").collect(actions.size() > 200);
        Statistics.label("long").coverage(all -> all.check(true).percentage(share -> share > 40));
    }

    @Property(tries = 50, edgeCases = EdgeCasesMode.NONE)
    @StatisticsReport(onFailureOnly = true)
    void aFaultInTheRulesIsFound(@ForAll("histories") List<Action> actions) {
        History history = new History(BrokenRules.takingTheLastEnd(Decider.of(Fixtures.SETTINGS)));
        boolean found = false;

        try {
            actions.forEach(history::play);
        } catch (AssertionError expected) {
            found = true;
        }

        Statistics.collect(found);
        Statistics.coverage(all -> all.check(true).percentage(share -> share > 50));
    }

    /** Nothing that was told to stop goes on for ever (K7), and what settled did so once (S1). */
    private static void assertAtRest(History history, World world) {
        Flow flow = world.flow();
        if (flow == null) {
            return;
        }
        assertThat(history.settlements(flow.id())).as("settlements of %s", flow).isEqualTo(flow.isTerminal() ? 1 : 0);
        boolean stopping = flow.cancelIntent() != null || flow.failedRunId() != null;
        assertThat(flow.isTerminal() || !stopping).as("settled: %s", flow).isTrue();
        assertThat(world.tasks().values())
                .as("tasks of %s", flow)
                .noneMatch(
                        task -> task.isActive() && (task.cancelRequestedAt() != null || task.nextAttemptAt() != null));
        Statistics.label("flows").collect(flow.status());
        Statistics.label("flows").coverage(all -> {
            for (Object end : List.of("SUCCEEDED", "FAILED", "CANCELLED")) {
                all.checkQuery(statuses -> statuses.get(0).toString().equals(end))
                        .count(count -> count > 5);
            }
        });
    }

    @Provide
    Arbitrary<List<Action>> histories() {
        Arbitrary<Action.Kind> kinds = Arbitraries.frequency(
                Tuple.of(4, Action.Kind.CREATE),
                Tuple.of(8, Action.Kind.SPAWN),
                Tuple.of(1, Action.Kind.SEAL),
                Tuple.of(3, Action.Kind.WAIT),
                Tuple.of(3, Action.Kind.RESUME),
                Tuple.of(1, Action.Kind.FINISH),
                Tuple.of(1, Action.Kind.FAIL),
                Tuple.of(2, Action.Kind.CANCEL),
                Tuple.of(3, Action.Kind.CANCEL_TASK),
                Tuple.of(2, Action.Kind.NOTIFY),
                Tuple.of(14, Action.Kind.STARTED),
                Tuple.of(8, Action.Kind.PROGRESS),
                Tuple.of(16, Action.Kind.COMPLETED),
                Tuple.of(6, Action.Kind.REDELIVERED));
        Arbitrary<Integer> gaps = Arbitraries.frequencyOf(
                Tuple.of(9, Arbitraries.integers().between(0, 200)),
                Tuple.of(2, Arbitraries.integers().between(-5_000, 0)),
                Tuple.of(1, Arbitraries.integers().between(1_000, 30_000)));
        Arbitrary<Action> actions = Combinators.combine(
                        kinds,
                        Arbitraries.integers().between(0, FLOWS - 1),
                        Arbitraries.integers().between(0, RUNS - 1),
                        Arbitraries.integers().between(0, VARIANTS - 1),
                        gaps)
                .as(Action::new);
        return actions.list().ofMaxSize(400).withSizeDistribution(RandomDistribution.uniform());
    }
}
