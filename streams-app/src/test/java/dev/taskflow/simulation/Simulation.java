package dev.taskflow.simulation;

import dev.taskflow.rules.Flow;
import dev.taskflow.rules.Limits;
import dev.taskflow.rules.Settings;
import dev.taskflow.topology.TimerPace;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One life of an installation, drawn from a seed: flows are created and driven, workers report or do not, records come late,
 * twice and out of order, the processor is killed between and within its transactions, its clock jumps. Then time passes until
 * nothing is due any more, and at last everything is cancelled and forgotten.
 */
final class Simulation {
    private static final Instant BEGIN = Instant.parse("2020-01-01T00:00:00Z");
    private static final int FLOWS = 24;
    private static final long CREATED_WITHIN_MS = 60_000;
    private static final int MOST_LOOKS_AT_TIMERS = 20_000;
    private static final Duration LONG_TIME = Duration.ofDays(1);
    private static final Duration FOR_EVER = Duration.ofHours(1);
    private static final Duration INTERVAL = Duration.ofMillis(100);

    private static final String RESTART = "restart";

    private final Chance chance;
    private final Schedule schedule = new Schedule();
    private final Controllers controllers;
    private final Workers workers;
    private final SimulatedProcessor processor;
    private final Ledger ledger;
    private final List<Moment> transcript = new ArrayList<>();
    private int looksAtTimers;
    private int inputs;
    private int restarts;

    private Simulation(Chance chance, SimulatedProcessor processor, Duration retention) {
        this.chance = chance;
        this.controllers = new Controllers(chance, schedule);
        this.workers = new Workers(chance, schedule);
        this.processor = processor;
        this.ledger = new Ledger(retention);
    }

    /** What happened at one time: what came in, and what went out. */
    private record Moment(Instant at, Object cause, @Nullable Sent sent) {}

    /** Makes the processor that is put to the test. */
    interface Construction {
        SimulatedProcessor with(Settings settings, TimerPace pace, Instant begin);
    }

    /**
     * What was lived through.
     *
     * @param inputs the records that the processor was given
     * @param settlements the flows that settled
     * @param moments all that happened, in order
     */
    record Life(int inputs, int settlements, int restarts, List<?> moments) {}

    /** Lives through the seed; fails with what happened to the flow whose promise was broken. */
    static Life of(long seed, Construction construction) {
        Chance chance = new Chance(seed);
        Duration retention =
                chance.percent(50) ? Settings.DEFAULT_RETENTION : Duration.ofSeconds(chance.between(0, 90));
        Settings settings = new Settings(
                Limits.DEFAULT,
                Duration.ofSeconds(10),
                Set.copyOf(SimulatedProcessor.RUNTIMES),
                retention,
                chance.between(1, 3),
                chance.percent(50) ? 0 : Settings.DEFAULT_RETRY_JITTER);
        TimerPace pace = new TimerPace(INTERVAL, chance.percent(50) ? Duration.ZERO : FOR_EVER);
        try (SimulatedProcessor processor = construction.with(settings, pace, BEGIN)) {
            Simulation simulation = new Simulation(chance, processor, retention);
            try {
                simulation.live();
            } catch (Promise.Broken broken) {
                throw new AssertionError(simulation.account(broken), broken);
            }
            return new Life(
                    simulation.inputs, simulation.ledger.settlements(), simulation.restarts, simulation.transcript);
        }
    }

    private void live() {
        for (int i = 1; i <= FLOWS; i++) {
            controllers.drive("flow-" + i, BEGIN.plusMillis(chance.mostlyShort(0, CREATED_WITHIN_MS)));
        }
        for (int i = chance.between(0, 5); i > 0; i--) {
            controllers.sendGarbage(BEGIN.plusMillis(chance.mostlyShort(0, CREATED_WITHIN_MS)));
        }
        rest(LONG_TIME);
        AtRest atRest = new AtRest(processor, ledger);
        atRest.assertSound();
        for (Flow flow : processor.flows()) {
            if (!flow.isTerminal() || flow.tasks().active() > 0) {
                controllers.cancel(flow, processor.now());
            }
        }
        rest(LONG_TIME);
        atRest.assertSound();
        rest(null);
        assertForgotten();
    }

    /** Goes on until nothing is under way and no timer is due for that long, or, for null, none is left at all. */
    private void rest(@Nullable Duration quiet) {
        while (true) {
            Instant arrival = schedule.next();
            Instant due = processor.nextTimer();
            if (arrival != null && (due == null || !due.isBefore(arrival))) {
                deliver(arrival);
            } else if (due != null
                    && (quiet == null || !due.isAfter(processor.now().plus(quiet)))) {
                lookAtTimers(due);
            } else {
                return;
            }
        }
    }

    private void deliver(Instant arrival) {
        if (arrival.isAfter(processor.now())) {
            passes(Duration.between(processor.now(), arrival));
        }
        Input input = schedule.take();
        String key = chance.percent(3) ? (chance.percent(50) ? null : "another") : input.flowId();
        Instant stamp = processor.now().plusMillis(chance.percent(20) ? chance.between(-40_000, 20_000) : 0);
        SimulatedProcessor.Rows before = null;
        if (chance.perMille(5)) { // killed before the transaction was through: nobody has seen what it did
            before = processor.rows();
            processor.take(input, key, stamp);
            restart(before);
        }
        Sent sent = processor.take(input, key, stamp);
        inputs++;
        transcript.add(new Moment(processor.now(), input, sent));
        ledger.saw(input, sent, processor.now());
        react(sent);
        if (chance.perMille(20)) {
            restart(processor.rows());
        }
        if (chance.perMille(2)) { // the processor was held up
            passes(Duration.ofMillis(chance.mostlyShort(0, 600_000)));
        }
    }

    private void lookAtTimers(Instant due) {
        Promise.holds(++looksAtTimers < MOST_LOOKS_AT_TIMERS, "none", "timers go on for ever, one since %s", due);
        Duration left = Duration.between(processor.now(), due);
        passes(left.compareTo(INTERVAL) < 0 ? INTERVAL : left);
        if (chance.perMille(10)) {
            restart(processor.rows());
        }
    }

    private void passes(Duration time) {
        Sent sent = processor.passes(time);
        if (!sent.isNothing()) {
            transcript.add(new Moment(processor.now(), "timers", sent));
        }
        ledger.sawTimers(sent, processor.now());
        react(sent);
    }

    private void react(Sent sent) {
        sent.dispatches().forEach(dispatch -> workers.work(dispatch, processor.now()));
        sent.cancellations().forEach(told -> workers.stop(told, processor.now()));
    }

    private void restart(SimulatedProcessor.Rows from) {
        assertNothingQuarantined();
        restarts++;
        transcript.add(new Moment(processor.now(), RESTART, null));
        processor.restart(from);
    }

    private void assertForgotten() {
        assertNothingQuarantined();
        Promise.holds(processor.rows().isEmpty(), "none", "S2: left behind: %s", processor.rows());
        for (FlowLedger flow : ledger.flows()) {
            flow.assertSound();
            Promise.holds(flow.isSettled(), flow.flowId(), "forgotten, but never settled");
        }
    }

    private void assertNothingQuarantined() {
        Promise.holds(processor.quarantined() == 0, "none", "the processor has met a fault of its own");
    }

    /** What was promised, and all that happened to the flow. */
    private String account(Promise.Broken broken) {
        StringBuilder account = new StringBuilder(String.valueOf(broken.getMessage()));
        String mentioned = "\"flowId\": \"" + broken.flowId() + "\"";
        for (Moment moment : transcript) {
            String told = moment.toString();
            if (moment.cause().equals(RESTART) || told.contains(mentioned)) {
                account.append("\n  ").append(told);
            }
        }
        return account.toString();
    }
}
