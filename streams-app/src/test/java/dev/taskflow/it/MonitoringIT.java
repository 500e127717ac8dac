package dev.taskflow.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.app.HttpService;
import dev.taskflow.app.TaskFlowConfig;
import dev.taskflow.v1.CommandOutcome;
import dev.taskflow.v1.Completion;
import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.TaskCompleted;
import dev.taskflow.v1.TaskEvent;
import dev.taskflow.v1.TaskOutcome;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an operator's Prometheus gets to see of a processor that works. */
class MonitoringIT {
    private static final String SECRET = "an-id-that-no-label-may-show";

    @RegisterExtension
    private final TaskFlowFixture taskflow = TaskFlowFixture.provisioned();

    @Test
    void everyMetricOfRulesAndDashboardExistsAndSaysWhatHappened() {
        RunningProcessor before = taskflow.startProcessor("a");
        taskflow.flow(SECRET + "-open").create("x", "y");
        FlowClient cancelling = taskflow.flow(SECRET + "-cancelling");
        long anHour = 3_600_000;
        cancelling.send(cancelling.createCommand(FlowClient.specs("x"), each -> each.setCancelGraceMs(anHour)));
        cancelling.started("x");
        cancelling.send(cancelling.cancelCommand());
        before.close();

        Map<String, String> settings = taskflow.settings("a");
        settings.put("http.port", "0");
        TaskFlowConfig config = TaskFlowConfig.of(settings);
        RunningProcessor processor = taskflow.startProcessor(settings);
        settle(taskflow.flow(SECRET + "-done"));
        mischief();
        HttpService http = taskflow.closing(
                HttpService.start(config, processor.processor()).orElseThrow());
        cancel(taskflow.flow(SECRET + "-cancelled"));
        HttpCaller operator = new HttpCaller(http.url(), "");

        System.gc(); // There is a metric of pauses only after one.
        TopicLog.await(
                "a pause is measured",
                () -> value(operator, "taskflow_ready") == 1
                        && operator.get("/metrics").text().contains("jvm_gc_pause_seconds_sum"));
        TopicLog.await("the open flows are counted", () -> value(operator, "taskflow_partitions_counting") == 0);
        String scraped = operator.get("/metrics").text();
        assertMetricsExist(names(scraped));
        assertThat(names(scraped)).contains(Monitoring.scalingMetric());
        assertLabelsExist(scraped);
        assertThat(scraped).doesNotContain(SECRET, TaskFlowFixture.OWNER + "\"");
        Map<String, Double> values = values(scraped);
        assertThat(values).containsEntry("taskflow_commands_total{outcome=\"ACCEPTED\",type=\"CreateFlow\"}", 2.0);
        assertThat(values).containsEntry("taskflow_commands_total{outcome=\"REJECTED\",type=\"RequestCancel\"}", 1.0);
        assertThat(values).containsEntry("taskflow_rejections_total{code=\"NOT_FOUND\"}", 1.0);
        assertThat(values).containsEntry("taskflow_flows_settled_total{status=\"SUCCEEDED\"}", 1.0);
        assertThat(values).containsEntry("taskflow_flows_settled_total{status=\"CANCELLED\"}", 1.0);
        assertThat(values).containsEntry("taskflow_tasks_ended_total{status=\"SUCCEEDED\"}", 1.0);
        assertThat(values).containsEntry("taskflow_cancel_settle_seconds_count", 1.0);
        assertThat(values).containsEntry("taskflow_dead_letters_total", 1.0);
        assertThat(values).containsEntry("taskflow_rerouted_records_total", 1.0);
        assertThat(values).containsEntry("taskflow_ignored_total{reason=\"unknown_flow\"}", 1.0);
        // What was there before the restart, and is open still.
        assertThat(values).containsEntry("taskflow_flows_open{status=\"QUEUED\"}", 2.0);
        assertThat(values).containsEntry("taskflow_tasks_active", 3.0);
        assertThat(values).containsEntry("taskflow_flows_cancelling", 1.0);
        assertThat(values.get("taskflow_cancel_oldest_seconds")).isPositive();
        processor.assertHealthy();
    }

    private static void settle(FlowClient flow) {
        flow.send(
                flow.createCommand(FlowClient.specs("only"), each -> each.setCompletion(Completion.WHEN_TASKS_SETTLE)));
        flow.completed("only", TaskOutcome.SUCCEEDED);
        assertThat(flow.settled().getStatus()).isEqualTo(FlowStatus.SUCCEEDED);
    }

    private static void cancel(FlowClient flow) {
        flow.create("x");
        flow.send(flow.cancelCommand());
        assertThat(flow.settled().getStatus()).isEqualTo(FlowStatus.CANCELLED);
    }

    /** A record without sense, one without a key, a command about no flow, and a report about none. */
    private void mischief() {
        Inputs inputs = taskflow.inputs();
        FlowClient nobody = taskflow.flow(SECRET + "-nobody");
        inputs.send(new ProducerRecord<>(taskflow.topics().flowCommands().name(), null, "?".getBytes(UTF_8)));
        ProducerRecord<byte @Nullable [], byte @Nullable []> right = inputs.recordOf(nobody.cancelCommand());
        inputs.send(new ProducerRecord<>(right.topic(), null, right.value()));
        TaskCompleted completed =
                TaskCompleted.newBuilder().setOutcome(TaskOutcome.SUCCEEDED).build();
        inputs.send(TaskEvent.newBuilder()
                .setFlowId(nobody.id())
                .setRunId("x")
                .setAttempt(1)
                .setDispatchId("made-up")
                .setWorkerId("w")
                .setOccurredAt(Instant.now())
                .setCompleted(completed)
                .build());
        TopicLog.await(
                "the command about no flow is answered",
                () -> taskflow.observer().commandResults().values(nobody.id()).stream()
                        .anyMatch(each -> each.getOutcome() == CommandOutcome.REJECTED));
        taskflow.observer().awaitDrained();
    }

    private static void assertMetricsExist(Set<String> names) {
        Map<String, Set<String>> missing = new TreeMap<>();
        Monitoring.expressions().forEach((where, expression) -> {
            Set<String> absent = new TreeSet<>(PromQl.metrics(expression));
            absent.removeAll(names);
            if (!absent.isEmpty()) {
                missing.put(where, absent);
            }
        });
        assertThat(missing)
                .as("metrics that rules or dashboard name and no scrape has: there are " + names)
                .isEmpty();
    }

    /** Beside those that Prometheus itself adds. */
    private static void assertLabelsExist(String scraped) {
        Map<String, Set<String>> missing = new TreeMap<>();
        Monitoring.expressions().forEach((where, expression) -> {
            Set<String> absent = new TreeSet<>(PromQl.labels(expression));
            absent.removeAll(Set.of("instance", "job"));
            Set<String> metrics = PromQl.metrics(expression);
            values(scraped).keySet().stream()
                    .filter(series -> metrics.contains(name(series)))
                    .forEach(series -> absent.removeIf(label -> series.contains(label + "=\"")));
            if (!absent.isEmpty()) {
                missing.put(where, absent);
            }
        });
        assertThat(missing).as("labels that no series has").isEmpty();
    }

    private static double value(HttpCaller operator, String metric) {
        return values(operator.get("/metrics").text()).getOrDefault(metric, Double.NaN);
    }

    private static Set<String> names(String scraped) {
        Set<String> names = new TreeSet<>();
        values(scraped).keySet().forEach(series -> names.add(name(series)));
        return names;
    }

    private static String name(String series) {
        return series.replaceFirst("\\{.*", "");
    }

    /** The values by series, in Prometheus' text format. */
    private static Map<String, Double> values(String scraped) {
        Map<String, Double> values = new TreeMap<>();
        scraped.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            int end = line.lastIndexOf(' ');
            values.put(
                    line.substring(0, end),
                    Double.valueOf(line.substring(end + 1).replace("Inf", "Infinity")));
        });
        return values;
    }
}
