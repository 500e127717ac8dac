package dev.taskflow.benchmarks;

import dev.taskflow.benchmarks.load.Outcome;
import dev.taskflow.benchmarks.load.Percentiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Measurements as plain text: a row for each, and one more for each further latency. */
final class TextTable {
    private static final String HEAD = row(
            "system",
            "workload",
            "flows/s",
            "tasks/s",
            "p50 ms",
            "p99 ms",
            "p99.9 ms",
            "app",
            "broker",
            "load",
            "records",
            "bytes",
            "RSS MiB",
            "errors");
    private static final String MEANING =
            "app, broker, load: CPU seconds of each per 1,000 tasks; records, bytes: written to Kafka per flow, Kafka's own"
                    + " topics and transaction markers included; RSS: the system's peak";

    private TextTable() {}

    static String of(List<Measurement> measurements) {
        List<String> lines = new ArrayList<>(List.of(HEAD));
        measurements.forEach(measurement -> lines.add(line(measurement)));
        lines.add(MEANING);
        return String.join("\n", lines);
    }

    /** One measurement; several lines if several things were waited for. */
    static String line(Measurement measurement) {
        Outcome outcome = measurement.outcome();
        List<String> lines = new ArrayList<>();
        Percentiles settled = outcome.latencies().getOrDefault("settled", new Percentiles(0, 0, 0, 0, 0, 0));
        KafkaVolume.Topic written = measurement.kafka().total();
        lines.add(row(
                measurement.system(),
                measurement.workload(),
                number(outcome.flowRate(), 0),
                number(outcome.taskRate(), 0),
                number(settled.p50(), 1),
                number(settled.p99(), 1),
                number(settled.p999(), 1),
                number(measurement.systemCpuPerThousandTasks(), 3),
                number(measurement.cpuPerThousandTasks(Site.BROKER), 3),
                number(measurement.cpuPerThousandTasks(Site.LOAD), 3),
                number((double) written.records() / outcome.flows(), 1),
                number((double) written.bytes() / outcome.flows(), 0),
                Long.toString(measurement.systemPeakMib()),
                Long.toString(outcome.errors())));
        for (Map.Entry<String, Percentiles> other : outcome.latencies().entrySet()) {
            if (!other.getKey().equals("settled")) {
                Percentiles times = other.getValue();
                lines.add(row(
                        "",
                        "  until " + other.getKey(),
                        "",
                        "",
                        number(times.p50(), 1),
                        number(times.p99(), 1),
                        number(times.p999(), 1),
                        "",
                        "",
                        "",
                        "",
                        "",
                        "",
                        ""));
            }
        }
        return String.join("\n", lines);
    }

    private static String number(double value, int digits) {
        return String.format(Locale.ROOT, "%,." + digits + "f", value);
    }

    private static String row(Object... cells) {
        return String.format(Locale.ROOT, "%-20s %-30s %9s %9s %9s %9s %9s %8s %8s %8s %8s %9s %8s %6s", cells)
                .stripTrailing();
    }
}
