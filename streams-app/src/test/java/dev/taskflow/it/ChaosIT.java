package dev.taskflow.it;

import static org.assertj.core.api.Assertions.fail;

import dev.taskflow.devkit.DevSchemaRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Three instances and a broker, each in a JVM of its own, under faults at random: {@code -Dchaos.seed} chooses which, {@code
 * -Dchaos.minutes} how long. Then everything that a reader sees has to be as promised.
 */
@Tag("chaos")
class ChaosIT {
    private static final Logger LOG = LoggerFactory.getLogger(ChaosIT.class);
    private static final String NEVER = Integer.toString(Integer.MAX_VALUE);

    /** When nothing has come for so long after the last fault, nothing will. */
    private static final Duration STALL = Duration.ofMinutes(2);

    /** How long nothing has come when flows that wait for a word get it again: their creation was misrouted, and came after it. */
    private static final List<Duration> REMINDERS =
            List.of(Duration.ofSeconds(5), Duration.ofSeconds(15), Duration.ofSeconds(30), Duration.ofSeconds(60));

    /** All that is remembered has to fit into the memory of a test. */
    private static final int MOST_FLOWS = 6_000;

    private final long seed =
            Long.getLong("chaos.seed", ThreadLocalRandom.current().nextLong(1_000_000));
    private final Duration time =
            Duration.ofSeconds(Math.round(60 * Double.parseDouble(System.getProperty("chaos.minutes", "10"))));

    @Test
    void everyGuaranteeHoldsUnderFaultsAtRandom(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder)
            throws Exception {
        LOG.info("Chaos with -Dchaos.seed={} for {}; logs are in {}", seed, time, folder);
        Map<String, String> settings = Map.of(
                "group.min.session.timeout.ms",
                "1000",
                // Commands that are stamped as old as their topic's retention are for another test.
                "log.initial.task.delay.ms",
                NEVER);
        try (BrokerApart broker = BrokerApart.start(folder, settings);
                DevSchemaRegistry registry = DevSchemaRegistry.start(DevSchemaRegistry.Options.inMemory())) {
            TaskFlowFixture taskflow = TaskFlowFixture.on(broker, registry.url(), "chaos", folder, Map.of());
            try {
                run(taskflow, broker, folder);
            } finally {
                taskflow.end();
            }
        }
    }

    @SuppressWarnings("try") // Workers work by themselves.
    private void run(TaskFlowFixture taskflow, BrokerApart broker, Path folder) {
        ChaosLedger ledger = new ChaosLedger();
        ChaosClock clock = new ChaosClock();
        ChaosFaults faults = new ChaosFaults(seed);
        List<ChaosInstance> instances = List.of(
                instance(
                        taskflow,
                        folder,
                        "a",
                        Map.of("num.stream.threads", "2", "kafka.producer.max.block.ms", "6000")),
                instance(taskflow, folder, "b", Map.of("num.stream.threads", "2")),
                instance(taskflow, folder, "c", Map.of()));
        try (ChaosSender sender = new ChaosSender(taskflow, clock);
                ChaosWorkers workers = new ChaosWorkers(taskflow, ledger, sender, seed);
                ChaosFlows flows = new ChaosFlows(ledger, sender, seed)) {
            try (faults) {
                instances.forEach(ChaosInstance::ensure);
                TopicLog.await(
                        "all instances have flows",
                        () -> taskflow.observer().instancesWithPartitions() == instances.size());
                instances.forEach(faults::on);
                faults.on(broker);
                faults.on(clock, flows);
                flows.start((int) Math.max(1, Math.min(10, MOST_FLOWS / Math.max(1, time.toSeconds()))));
                Pause.of(time);
            }
            flows.stop();
            sender.flush();
            awaitEnd(taskflow, ledger, flows, instances);
        } finally {
            instances.forEach(ChaosInstance::close);
        }
        conclude(taskflow, ledger, faults, instances);
    }

    private static ChaosInstance instance(
            TaskFlowFixture taskflow, Path folder, String name, Map<String, String> further) {
        Map<String, String> settings = new HashMap<>(taskflow.settings(name));
        settings.put("session.timeout.ms", "6000");
        settings.put("heartbeat.interval.ms", "1000");
        settings.putAll(further);
        return new ChaosInstance(name, settings, folder);
    }

    private static Set<String> settled(TaskFlowFixture taskflow) {
        Set<String> ids = new HashSet<>();
        taskflow.observer().flowSettled().values().forEach(each -> ids.add(each.getFlowId()));
        return ids;
    }

    /** Waits until all flows have settled and all is read, or nothing comes any more, also after each was told to end once more. */
    private static void awaitEnd(
            TaskFlowFixture taskflow, ChaosLedger ledger, ChaosFlows flows, List<ChaosInstance> instances) {
        Set<String> all = Set.copyOf(ledger.flowIds());
        Deque<Duration> reminders = new ArrayDeque<>(REMINDERS);
        int[] seen = {-1};
        Stopwatch[] quiet = {Stopwatch.started()};
        Awaitility.await("the end of all flows")
                .pollInSameThread()
                .pollInterval(Duration.ofSeconds(1))
                .atMost(Duration.ofMinutes(30))
                .until(() -> {
                    instances.forEach(ChaosInstance::ensure);
                    int events = taskflow.observer().flowEvents().records().size();
                    if (events > seen[0]) {
                        seen[0] = events;
                        quiet[0] = Stopwatch.started();
                    }
                    Set<String> open = new HashSet<>(all);
                    open.removeAll(settled(taskflow));
                    long quietMs = quiet[0].millis();
                    if (!open.isEmpty()
                            && !reminders.isEmpty()
                            && quietMs > reminders.element().toMillis()) {
                        reminders.remove();
                        flows.end(List.copyOf(open));
                    }
                    boolean ended = open.isEmpty() && taskflow.observer().isDrained();
                    return ended || quietMs > STALL.toMillis();
                });
    }

    private void conclude(
            TaskFlowFixture taskflow, ChaosLedger ledger, ChaosFaults faults, List<ChaosInstance> instances) {
        ChaosChecks checks = new ChaosChecks(ledger, taskflow.observer());
        List<ChaosChecks.Violation> violations = checks.check();
        LOG.info(
                "Chaos with seed {}: {} flows, {} settlements, {} events, {} answers; faults {}; lives {}, of which {} ended by"
                        + " themselves; violations {}",
                seed,
                ledger.flowIds().size(),
                taskflow.observer().flowSettled().records().size(),
                taskflow.observer().flowEvents().records().size(),
                taskflow.observer().commandResults().records().size(),
                faults.injected(),
                instances.stream().mapToInt(ChaosInstance::lives).sum(),
                instances.stream().mapToInt(ChaosInstance::endedByItself).sum(),
                checks.figures());
        if (!violations.isEmpty()) {
            ChaosStory story = new ChaosStory(ledger, taskflow.observer());
            Map<String, ChaosChecks.Violation> firsts = new LinkedHashMap<>();
            violations.forEach(each -> firsts.putIfAbsent(each.rule(), each));
            fail(
                    "seed %d breaks %s. The first of each:%n%s",
                    seed,
                    checks.figures(),
                    firsts.values().stream()
                            .map(each -> each.rule() + ": " + each.what() + "%n".formatted() + story.of(each.flowId()))
                            .collect(Collectors.joining("%n%n".formatted())));
        }
    }
}
