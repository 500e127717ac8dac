package dev.taskflow.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two instances of another distribution are replaced by this version, one after the other, while there is work. Not part of the
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
                taskflow.startProcessor("a");
                TopicLog.await(
                        "old and new are at work", () -> taskflow.observer().instancesWithPartitions() == 2);
                taskflow.assertFlowsSucceedOnEveryPartition();
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
