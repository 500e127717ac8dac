package dev.taskflow.it;

import dev.taskflow.topics.FlowPartitioner;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One processor for all bad input of a class. It lives through each test, and after the last a flow succeeds on every
 * partition. */
abstract class BadInputCase {
    @RegisterExtension
    static final TaskFlowFixture taskflow = TaskFlowFixture.provisioned();

    @SuppressWarnings("NullAway.Init")
    static RunningProcessor processor;

    @BeforeAll
    static void start() {
        processor = taskflow.startProcessor("a");
    }

    @AfterEach
    void noStreamThreadDied() {
        processor.assertHealthy();
    }

    @AfterAll
    static void flowsSucceedOnEveryPartition() {
        taskflow.assertFlowsSucceedOnEveryPartition();
        processor.assertHealthy();
    }

    /** A partition on which this flow does not live. */
    static int wrongPartition(String flowId) {
        return IntStream.range(0, TaskFlowFixture.FLOW_PARTITIONS)
                .filter(each -> each != FlowPartitioner.partitionOf(flowId, TaskFlowFixture.FLOW_PARTITIONS))
                .findFirst()
                .orElseThrow();
    }
}
