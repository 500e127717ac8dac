package dev.taskflow.app;

import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * How far an instance is behind with its inputs. A stream thread has a consumer for them and may have another for restores; Kafka
 * measures the lag of both alike, and tells them apart by their names alone, which hold a random part.
 */
final class InputLag {
    private static final Pattern OF_INPUTS = Pattern.compile(".*-StreamThread-\\d+-consumer");

    private InputLag() {}

    /** In records, on the partition where it is greatest; 0 if nothing was read lately. */
    static double of(Map<MetricName, ? extends Metric> measured) {
        return measured.entrySet().stream()
                .filter(each -> each.getKey().name().equals("records-lag-max"))
                .filter(each -> OF_INPUTS
                        .matcher(each.getKey().tags().getOrDefault("client-id", ""))
                        .matches())
                .map(each -> each.getValue().metricValue())
                .mapToDouble(value -> value instanceof Double lag && !lag.isNaN() ? lag : 0)
                .max()
                .orElse(0);
    }
}
