package dev.taskflow.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.rules.Flow;
import dev.taskflow.rules.Task;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;

/** What the tests of rules share: a processor of their own, a flow to speak about, and complete assertions. */
abstract class RuleTest {
    final TaskFlowDriver taskflow;
    final FlowDsl flow;

    RuleTest() {
        this(new TaskFlowDriver());
    }

    RuleTest(TaskFlowDriver taskflow) {
        this.taskflow = taskflow;
        this.flow = taskflow.flow("flow-1");
    }

    @AfterEach
    void close() {
        taskflow.close();
    }

    /** These records went out ({@link Transcript}), and no others. */
    static void assertSent(Seen seen, String... lines) {
        assertThat(seen.transcript()).containsExactly(lines);
    }

    static void assertNothingSent(Seen seen) {
        assertThat(seen.transcript()).isEmpty();
    }

    Flow stored() {
        return Objects.requireNonNull(taskflow.storedFlow(flow.id()), "no such flow");
    }

    Task stored(String runId) {
        return Objects.requireNonNull(taskflow.storedTask(flow.id(), runId), "no such task");
    }
}
