package dev.taskflow.benchmarks;

import dev.taskflow.benchmarks.limit.LimitInstallation;
import dev.taskflow.benchmarks.limit.Shape;
import dev.taskflow.benchmarks.load.SettleLoad;
import dev.taskflow.benchmarks.taskflow.TaskFlowInstallation;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Measures the limit on flows of the size that TaskFlow's have in the same run, and says how near TaskFlow comes. */
final class LimitRun {
    /** Enough that the limit is never short of work: it needs no worker's answer in between. */
    private static final int IN_FLIGHT = 5_000;

    private static final Set<String> INPUTS = Set.of("taskflow.flow-commands", "taskflow.task-events");
    private static final String TOPICS = "taskflow.";

    private final Sites sites;
    private final Timing timing;
    private final Results results;
    private @Nullable Measurement taskflow;
    private @Nullable Shape shape;

    LimitRun(Sites sites, Timing timing, Results results) {
        this.sites = sites;
        this.timing = timing;
        this.results = results;
    }

    /** Takes TaskFlow at its fastest as what is to be compared, while its site is still there. */
    void compareWith(Site site, Measurement measurement) {
        taskflow = measurement;
        shape = shape(site, measurement);
    }

    /** How many records a flow was. */
    private static Shape shape(Site site, Measurement measurement) {
        double inputs = 0;
        double outputs = 0;
        for (Map.Entry<String, KafkaVolume.Topic> topic :
                measurement.kafka().topics().entrySet()) {
            long offsets = topic.getValue().records();
            if (INPUTS.contains(topic.getKey())) {
                inputs += offsets;
            } else if (topic.getKey().startsWith(TOPICS)) {
                outputs += offsets * site.committedShare(topic.getKey());
            }
        }
        long flows = measurement.outcome().flows();
        return new Shape(rounded(inputs / flows), rounded(outputs / flows));
    }

    /** The window's ends do not fall between flows. */
    private static double rounded(double records) {
        return Math.round(records * 10) / 10.0;
    }

    /** Runs it with TaskFlow's settings. */
    void run(TaskFlowInstallation.Options options) throws Exception {
        Measurement best = taskflow;
        Shape size = shape;
        if (best == null || size == null) {
            throw new IllegalArgumentException("The limit is measured for what TaskFlow does: add 'settle' to 'limit'");
        }
        LimitInstallation limit = new LimitInstallation(
                size,
                options.flowPartitions(),
                Integer.parseInt(options.environment().getOrDefault("TASKFLOW_NUM_STREAM_THREADS", "1")),
                Long.parseLong(options.environment().getOrDefault("TASKFLOW_COMMIT_INTERVAL_MS", "100")),
                options.jvm());
        sites.on(limit, site -> {
            site.open(best.tasksPerFlow(), false);
            Measurement measured =
                    site.measure("limit", new SettleLoad(IN_FLIGHT, timing.warmSeconds(), timing.windowSeconds()));
            results.add(measured);
            compare(size, best, measured);
        });
    }

    private void compare(Shape size, Measurement best, Measurement limit) {
        double records = limit.outcome().flowRate() * size.inputs();
        results.note(String.format(
                Locale.ROOT,
                "The limit: %,.0f inputs/s at %.1f inputs and %.1f outputs per flow, %.1f us of CPU each.",
                records,
                size.inputs(),
                size.outputs(),
                limit.systemCpuPerThousandTasks() * limit.tasksPerFlow() * 1_000 / size.inputs()));
        results.note(String.format(
                Locale.ROOT,
                "TaskFlow does %.2f of the limit's flows/s, for %.2f times its CPU.",
                best.outcome().flowRate() / limit.outcome().flowRate(),
                best.systemCpuPerThousandTasks() / limit.systemCpuPerThousandTasks()));
    }
}
