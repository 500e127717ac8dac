package dev.taskflow.it;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Two processors without names of their own share the partitions; one leaves. */
class TwoInstancesIT {
    private static final Logger LOG = LoggerFactory.getLogger(TwoInstancesIT.class);

    /** Longer than the test waits: who leaves says so, and nobody waits until it is missed. */
    private static final Duration SESSION_TIMEOUT = TopicLog.PATIENCE.multipliedBy(2);

    @RegisterExtension
    private final TaskFlowFixture taskflow = TaskFlowFixture.provisioned();

    @Test
    void S1_everyFlowSettlesOnceWhenOneInstanceTakesOverFromTheOther() {
        taskflow.startWorker(TaskFlowFixture.RUNTIME);
        Load load = new Load(taskflow, 60);
        RunningProcessor first = taskflow.startProcessor(nameless("a"));
        load.runUntilSettled(50);
        RunningProcessor second = taskflow.startProcessor(nameless("b"));
        TopicLog.await(
                "both instances have partitions", () -> taskflow.observer().instancesWithPartitions() == 2);
        load.runUntilSettled(100);
        first.assertHealthy();

        Stopwatch watch = Stopwatch.started();
        first.close();
        TopicLog.await(
                "one instance has all partitions", () -> taskflow.observer().instancesWithPartitions() == 1);
        LOG.info("Takeover {} ms after a clean stop was asked for", watch.millis());
        load.runUntilSettled(100);

        load.assertAllSettledOnce();
        second.assertHealthy();
    }

    private Map<String, String> nameless(String instance) {
        Map<String, String> settings = taskflow.settings(instance);
        settings.remove("group.instance.id");
        settings.put("session.timeout.ms", Long.toString(SESSION_TIMEOUT.toMillis()));
        return settings;
    }
}
