package dev.taskflow.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.junit.jupiter.api.Test;

class InputLagTest {
    private final Map<MetricName, Metric> measured = new HashMap<>();

    @Test
    void theWorstPartitionOfTheInputsCountsAndNoRestore() {
        lag("taskflow-6f1c-StreamThread-1-consumer", 7.0);
        lag("taskflow-6f1c-StreamThread-2-consumer", 9.0);
        lag("taskflow-6f1c-StreamThread-1-restore-consumer", 5_000.0);
        lag("taskflow-6f1c-StateUpdater-1-restore-consumer", 6_000.0);

        assertThat(InputLag.of(measured)).isEqualTo(9);
    }

    @Test
    void whoHasReadNothingLatelyIsNotBehind() {
        lag("taskflow-6f1c-StreamThread-1-consumer", Double.NaN);

        assertThat(InputLag.of(measured)).isZero();
    }

    private void lag(String client, double records) {
        MetricName name =
                new MetricName("records-lag-max", "consumer-fetch-manager-metrics", "", Map.of("client-id", client));
        measured.put(name, new Metric() {
            @Override
            public MetricName metricName() {
                return name;
            }

            @Override
            public Object metricValue() {
                return records;
            }
        });
    }
}
