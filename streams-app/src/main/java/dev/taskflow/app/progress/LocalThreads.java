package dev.taskflow.app.progress;

import dev.taskflow.app.progress.ProgressFacts.StreamThread;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.streams.KafkaStreams;

/** The stream threads of an instance and whether they move, by what Kafka Streams measures of each. */
final class LocalThreads {
    private static final Set<String> TURNS = Set.of("poll-total", "process-total", "punctuate-total", "commit-total");

    private LocalThreads() {}

    /** Those that have not ended; also one that is being closed and hangs in it. */
    static List<StreamThread> of(KafkaStreams streams) {
        Map<String, Double> turns = new HashMap<>();
        streams.metrics().forEach((name, metric) -> {
            if (TURNS.contains(name.name())
                    && name.group().equals("stream-thread-metrics")
                    && metric.metricValue() instanceof Number total) {
                turns.merge(name.tags().getOrDefault("thread-id", ""), total.doubleValue(), Double::sum);
            }
        });
        return streams.metadataForLocalThreads().stream()
                .map(thread -> new StreamThread(
                        thread.threadName(),
                        turns.getOrDefault(thread.threadName(), 0.0),
                        thread.activeTasks().stream()
                                .map(task -> task.taskId().partition())
                                .collect(Collectors.toSet())))
                .toList();
    }
}
