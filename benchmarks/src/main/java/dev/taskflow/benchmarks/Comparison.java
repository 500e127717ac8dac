package dev.taskflow.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What TaskFlow does beside another system, workload by workload, as sentences. */
final class Comparison {
    private final String ours;
    private final List<Measurement> measurements;

    /** @param ours the title of the system that the others are compared with */
    Comparison(String ours, List<Measurement> measurements) {
        this.ours = ours;
        this.measurements = measurements;
    }

    /** A sentence for each workload at full load that the other system has been through too. */
    List<String> with(String other) {
        return measurements.stream()
                .filter(measurement -> measurement.system().equals(other)
                        && !measurement.workload().startsWith(Rounds.LATENCY))
                .flatMap(theirs -> same(theirs).map(own -> sentence(own, theirs)).stream())
                .toList();
    }

    private Optional<Measurement> same(Measurement theirs) {
        return measurements.stream()
                .filter(own -> own.system().equals(ours) && own.workload().equals(theirs.workload()))
                .findFirst();
    }

    private static String sentence(Measurement own, Measurement theirs) {
        return String.format(
                Locale.ROOT,
                "%s: %.1f times %s's flows/s, for %.2f of its CPU per task (broker included).",
                own.workload(),
                own.outcome().flowRate() / theirs.outcome().flowRate(),
                theirs.system(),
                cpu(own) / cpu(theirs));
    }

    private static double cpu(Measurement measurement) {
        return measurement.systemCpuPerThousandTasks() + measurement.cpuPerThousandTasks(Site.BROKER);
    }
}
