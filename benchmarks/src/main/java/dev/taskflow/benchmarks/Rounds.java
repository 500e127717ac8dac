package dev.taskflow.benchmarks;

import dev.taskflow.benchmarks.load.CancelLoad;
import dev.taskflow.benchmarks.load.LatencyLoad;
import dev.taskflow.benchmarks.load.SettleLoad;
import java.io.IOException;
import java.util.Set;
import java.util.function.Consumer;

/** The measurements that every system goes through, after it has been warmed at full load. */
final class Rounds {
    /** Tasks of each flow. */
    static final int TASKS = 4;

    /** Flows under way: for the warming and the first measurement. */
    static final int FEW = 200;

    /** Flows under way: for the second. */
    static final int MANY = 1_000;

    /** What the names of measurements at a constant rate begin with. */
    static final String LATENCY = "latency at ";

    private static final int[] RATES = {20, 200};
    private static final int WARM_CANCEL_ROUNDS = 2;

    private final Timing timing;
    private final Results results;

    Rounds(Timing timing, Results results) {
        this.timing = timing;
        this.results = results;
    }

    /**
     * Takes those of the parts that any system has.
     *
     * @param most is given the settle measurement with most flows under way, if that part is taken, before anything else is
     *     written to the site's Kafka
     */
    void run(Site site, Set<Part> parts, Consumer<Measurement> most) throws IOException {
        site.open(TASKS, false);
        site.measure("warm", new SettleLoad(FEW, timing.warmSeconds(), 1));
        if (parts.contains(Part.settle)) {
            settle(site, FEW);
            most.accept(settle(site, MANY));
        }
        if (parts.contains(Part.latency)) {
            for (int rate : RATES) {
                LatencyLoad load = new LatencyLoad(rate, timing.rewarmSeconds(), timing.windowSeconds());
                results.add(site.measure(LATENCY + rate + " flows/s", load));
            }
        }
        if (parts.contains(Part.cancel)) {
            site.open(TASKS, true);
            CancelLoad load = new CancelLoad(timing.cancelFlows(), MANY, WARM_CANCEL_ROUNDS);
            results.add(site.measure("cancel, " + MANY + " in flight", load));
        }
    }

    private Measurement settle(Site site, int inFlight) throws IOException {
        SettleLoad load = new SettleLoad(inFlight, timing.rewarmSeconds(), timing.windowSeconds());
        Measurement measurement = site.measure("settle, " + inFlight + " in flight", load);
        results.add(measurement);
        return measurement;
    }
}
