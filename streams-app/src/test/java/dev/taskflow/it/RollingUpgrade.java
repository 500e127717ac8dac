package dev.taskflow.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two instances of another distribution are replaced by this version, one after the other, while there is work; in between the old one
 * goes on with what the new one has stored. Not part of the
 * build, as it needs that distribution: run by name, as {@link RecordRelease} is, with {@code -Dupgrade.from}.
 */
class RollingUpgrade {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it.
    private Path folder;

    @Test
    void S1_whatOldInstancesHaveBegunIsDoneOnceByNewOnes() throws Exception {
        String distribution = System.getProperty("upgrade.from");
        assertThat(distribution).as("-Dupgrade.from=<home of the distribution>").isNotNull();
        Path old = Path.of(distribution);
        try (KeptServers servers = new KeptServers(folder)) {
            TaskFlowFixture taskflow = servers.taskflow();
            try {
                ChildProcessor oldA = taskflow.startChild(old, "a");
                ChildProcessor oldB = taskflow.startChild(old, "b");
                TopicLog.await("both have flows", () -> taskflow.observer().instancesWithPartitions() == 2);
                new HalfDone(taskflow).begin();

                oldA.stop();
                RunningProcessor newA = taskflow.startProcessor("a");
                TopicLog.await(
                        "old and new are at work", () -> taskflow.observer().instancesWithPartitions() == 2);
                List<FlowClient> storedByBoth = taskflow.flowsOnEveryPartition();
                newA.close();
                TopicLog.await("the old one has all", () -> taskflow.observer().instancesWithPartitions() == 1);
                taskflow.assertSucceed(storedByBoth);
                taskflow.startProcessor("a");
                TopicLog.await(
                        "old and new are at work again",
                        () -> taskflow.observer().instancesWithPartitions() == 2);
                oldB.stop();
                RunningProcessor newB = taskflow.startProcessor("b");
                new HalfDone(taskflow).finish();

                newB.assertHealthy();
            } finally {
                taskflow.end();
            }
        }
    }
}
