package dev.taskflow.topology;

import dev.taskflow.rules.Decision;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.streams.StreamsMetrics;
import org.apache.kafka.streams.processor.TaskId;

/**
 * Counts what an operator wants to know of and no output shows: for the instance in its {@link Tally}, and for each stream task in
 * Kafka Streams' own metrics, for who reads those by JMX: group {@code stream-taskflow-metrics}, as {@code <what>-rate} and {@code
 * <what>-total}. None of it happens to a usual record.
 */
final class ProcessorMetrics {
    private static final String SCOPE = "taskflow";

    private final StreamsMetrics metrics;
    private final String entity;
    private final Tally tally;
    private final Sensor rerouted;
    private final Sensor deadLettered;
    private final Sensor quarantined;
    private final Sensor skipped;
    private final Map<Decision.Reason, Sensor> ignored = new EnumMap<>(Decision.Reason.class);

    ProcessorMetrics(StreamsMetrics metrics, String processor, TaskId task, Tally tally) {
        this.metrics = metrics;
        this.entity = processor + "-" + task;
        this.tally = tally;
        rerouted = sensor("rerouted");
        deadLettered = sensor("dead-lettered");
        quarantined = sensor("quarantined");
        skipped = sensor("skipped");
        for (Decision.Reason reason : Decision.Reason.values()) {
            ignored.put(
                    reason,
                    sensor("ignored-" + reason.name().toLowerCase(Locale.ROOT).replace('_', '-')));
        }
    }

    void rerouted() {
        rerouted.record();
        tally.rerouted();
    }

    void deadLettered() {
        deadLettered.record();
        tally.deadLettered();
    }

    void quarantined() {
        quarantined.record();
        tally.quarantined();
    }

    /** A record that had been processed was read again. */
    void skipped() {
        skipped.record();
        tally.skipped();
    }

    void ignored(Decision.Reason reason) {
        Sensor sensor = ignored.get(reason);
        if (sensor != null) {
            sensor.record();
        }
        tally.ignored(reason);
    }

    /** Forgets everything that was counted, so that a task that moves away leaves no metric behind. */
    void close() {
        metrics.removeSensor(rerouted);
        metrics.removeSensor(deadLettered);
        metrics.removeSensor(quarantined);
        metrics.removeSensor(skipped);
        ignored.values().forEach(metrics::removeSensor);
    }

    private Sensor sensor(String what) {
        return metrics.addRateTotalSensor(SCOPE, entity, what, Sensor.RecordingLevel.INFO);
    }
}
