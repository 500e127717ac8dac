package dev.taskflow.benchmarks;

import dev.taskflow.benchmarks.load.Percentiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Measurements as bars: a group for each workload, a bar in it for each system. */
final class Plot {
    private static final int WIDTH = 1_000;
    private static final int HEIGHT = 420;
    private static final Percentiles NONE = new Percentiles(0, 0, 0, 0, 0, 0);

    private Plot() {}

    /** Draws {@code rates.svg}, {@code latencies-p50.svg} and {@code latencies-p99.svg}, as far as there is anything to draw. */
    static void write(List<Measurement> measurements, Path directory) throws IOException {
        List<Measurement> latencies =
                measurements.stream().filter(Plot::isLatency).toList();
        List<Measurement> rates =
                measurements.stream().filter(each -> !isLatency(each)).toList();
        draw(
                "tasks settled or cancelled a second",
                rates,
                each -> each.outcome().taskRate(),
                directory.resolve("rates"));
        draw("p50 until settled, ms", latencies, each -> settled(each).p50(), directory.resolve("latencies-p50"));
        draw("p99 until settled, ms", latencies, each -> settled(each).p99(), directory.resolve("latencies-p99"));
    }

    private static boolean isLatency(Measurement measurement) {
        return measurement.workload().startsWith(Rounds.LATENCY);
    }

    private static Percentiles settled(Measurement measurement) {
        return measurement.outcome().latencies().getOrDefault("settled", NONE);
    }

    private static void draw(
            String title, List<Measurement> measurements, ToDoubleFunction<Measurement> value, Path file)
            throws IOException {
        if (measurements.isEmpty()) {
            return;
        }
        Set<String> workloads = new LinkedHashSet<>();
        Map<String, Map<String, Double>> systems = new LinkedHashMap<>();
        for (Measurement measurement : measurements) {
            workloads.add(measurement.workload());
            systems.computeIfAbsent(measurement.system(), system -> new LinkedHashMap<>())
                    .put(measurement.workload(), value.applyAsDouble(measurement));
        }
        CategoryChart chart = new CategoryChartBuilder()
                .title(title)
                .width(WIDTH)
                .height(HEIGHT)
                .build();
        chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
        chart.getStyler().setLabelsVisible(true);
        systems.forEach((system, values) -> chart.addSeries(
                system,
                List.copyOf(workloads),
                workloads.stream()
                        .map(workload -> values.getOrDefault(workload, 0.0))
                        .toList()));
        VectorGraphicsEncoder.saveVectorGraphic(chart, file.toString(), VectorGraphicsFormat.SVG);
    }
}
