package dev.taskflow.benchmarks;

import dev.taskflow.benchmarks.load.FillLoad;
import dev.taskflow.benchmarks.load.SettleLoad;
import dev.taskflow.benchmarks.taskflow.TaskFlowInstallation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What becomes of TaskFlow's cost as flows are stored, as flows are larger, and with more instances and partitions. */
final class GrowthRun {
    private static final List<Integer> TASKS = List.of(Rounds.TASKS, 1, 10, 100, 10_000);
    private static final List<Integer> INSTANCES = List.of(1, 2);
    private static final List<Integer> PARTITIONS = List.of(2, 6, 24);

    /** Tasks under way, however large the flows. */
    private static final int TASKS_IN_FLIGHT = Rounds.MANY * Rounds.TASKS;

    /** Flows under way while the stores are being filled. */
    private static final int FILLING = 4_000;

    private final Sites sites;
    private final Timing timing;
    private final List<Long> stored;
    private final Results results;

    /** @param stored how many flows are stored, ascending */
    GrowthRun(Sites sites, Timing timing, List<Long> stored, Results results) {
        this.sites = sites;
        this.timing = timing;
        this.stored = stored;
        this.results = results;
    }

    /** @param options of one instance; partitions and instances are replaced where they are what grows */
    void run(TaskFlowInstallation.Options options) throws Exception {
        sites.on(new TaskFlowInstallation(options), this::storedFlows);
        sites.on(new TaskFlowInstallation(options), this::tasksPerFlow);
        for (int partitions : PARTITIONS) {
            for (int instances : INSTANCES) {
                String name = instances + " instance" + (instances == 1 ? "" : "s") + ", " + partitions + " partitions";
                sites.on(new TaskFlowInstallation(options.grown(instances, partitions)), site -> {
                    warm(site, Rounds.TASKS);
                    settle(site, name, Rounds.TASKS);
                });
            }
        }
    }

    private void storedFlows(Site site) throws IOException {
        warm(site, Rounds.TASKS);
        long there = 0;
        List<Measurement> sizes = new ArrayList<>();
        for (long wanted : stored) {
            site.open(1, false);
            site.measure("fill", new FillLoad(wanted - there, FILLING));
            there = wanted;
            site.open(Rounds.TASKS, false);
            sizes.add(settle(site, String.format(Locale.ROOT, "%,d stored flows", wanted), Rounds.TASKS));
        }
        sizes.forEach(size -> compare(size, sizes.get(0)));
    }

    private void tasksPerFlow(Site site) throws IOException {
        warm(site, Rounds.TASKS);
        List<Measurement> sizes = new ArrayList<>();
        for (int tasks : TASKS) {
            site.open(tasks, false);
            sizes.add(settle(site, String.format(Locale.ROOT, "%,d tasks per flow", tasks), tasks));
        }
        sizes.forEach(size -> compare(size, sizes.get(0)));
    }

    private void warm(Site site, int tasks) throws IOException {
        site.open(tasks, false);
        site.measure("warm", new SettleLoad(Rounds.FEW, timing.warmSeconds(), 1));
    }

    private Measurement settle(Site site, String name, int tasks) throws IOException {
        // Two at least, so that one is at work while the other settles.
        int inFlight = Math.max(2, TASKS_IN_FLIGHT / tasks);
        SettleLoad load = new SettleLoad(inFlight, timing.rewarmSeconds(), timing.windowSeconds());
        Measurement measurement = site.measure(name, load);
        results.add(measurement);
        return measurement;
    }

    /** What a task costs the processor, beside what it costs in another measurement. */
    private void compare(Measurement measurement, Measurement small) {
        results.note(String.format(
                Locale.ROOT,
                "%s: %.2f times the CPU per task of %s.",
                measurement.workload(),
                measurement.systemCpuPerThousandTasks() / small.systemCpuPerThousandTasks(),
                small.workload()));
    }
}
