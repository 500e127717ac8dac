package dev.taskflow.it;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The schema registry is gone while the processor runs: what was asked once is known. */
class RegistryOutageIT {
    @RegisterExtension
    private final TaskFlowFixture taskflow = TaskFlowFixture.withOwnRegistry();

    @Test
    void flowsGoOnWithoutTheRegistryAndThroughATakeover() {
        RunningProcessor stays = taskflow.startProcessor("a");
        taskflow.assertFlowsSucceedOnEveryPartition();
        RunningProcessor leaves = taskflow.startProcessor("b");
        TopicLog.await(
                "both instances have partitions", () -> taskflow.observer().instancesWithPartitions() == 2);

        taskflow.stopRegistry();
        leaves.close();

        taskflow.assertFlowsSucceedOnEveryPartition();
        stays.assertHealthy();
    }
}
