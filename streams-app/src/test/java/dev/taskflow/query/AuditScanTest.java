package dev.taskflow.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.taskflow.rules.Flow;
import dev.taskflow.state.OpenStores.Kind;
import dev.taskflow.state.Samples;
import dev.taskflow.v1.TaskStatus;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The audit over stores. */
class AuditScanTest {
    private static final Instant NOW = Given.CREATED;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private TestPartition partition;

    @BeforeEach
    void open() {
        partition = new TestPartition(Kind.ROCKSDB, directory);
    }

    @AfterEach
    void close() {
        partition.close();
    }

    @Test
    void X2_aFlowOfWhichARowCannotBeReadIsFoundOnce() {
        partition.put(Given.flow("good").get());
        partition.put(Given.queued("good", "r", NOW));
        partition.tearFlow("torn");
        partition.put(Given.flow("half").get());
        partition.put(Given.queued("half", "good", NOW));
        partition.tearTask("half", "bad");
        partition.tearTask("half", "worse");

        AuditReport report = report(Optional.empty(), 10);

        assertThat(report.truncated()).isFalse();
        assertThat(report.findings())
                .extracting(AuditFinding::flowId, AuditFinding::code, AuditFinding::ownerKey)
                .containsExactly(
                        tuple("half", AuditCode.RESTORE_FAILED, Optional.of("acme")),
                        tuple("torn", AuditCode.RESTORE_FAILED, Optional.empty()));
        assertThat(report.findings().get(0).detail()).contains("Cannot read a stored TaskRecord");
        assertThat(report.findings().get(1).detail()).contains("Cannot read a stored FlowRecord");
    }

    @Test
    void X2_aFlowOfWhichTheDetailsCannotBeReadIsFoundOnce() {
        String large = "s".repeat(10_000);
        partition.put(Samples.withState(Given.flow("good").get(), large));
        partition.put(Samples.withState(Given.flow("torn").get(), large));
        partition.tearDetails("torn");
        partition.advanceInput("flow-commands");

        assertThat(report(Optional.empty(), 10).findings())
                .extracting(AuditFinding::flowId, AuditFinding::code)
                .containsExactly(tuple("torn", AuditCode.RESTORE_FAILED));
    }

    @Test
    void eachFlowIsComparedWithItsOwnTasks() {
        // Ids of which one is the beginning of another are neighbours in the store.
        for (String flowId : List.of("a", "a-b", "a.b", "a_b", "ab")) {
            partition.put(Given.flow(flowId).withActive(2).get());
            partition.put(Given.queued(flowId, "r1", NOW));
            partition.put(Given.queued(flowId, "r2", NOW));
        }
        partition.put(Given.flow("a:b").withActive(2).get());
        partition.put(Given.queued("a:b", "r1", NOW));
        partition.put(Given.ended("a:b", "r2", TaskStatus.SUCCEEDED, NOW));

        assertThat(report(Optional.empty(), 10).findings())
                .extracting(AuditFinding::flowId, AuditFinding::code)
                .containsExactly(tuple("a:b", AuditCode.MISSING_LINKED_TASKS));
    }

    @Test
    void theTaskThatAFlowIsBlockedOnIsLookedFor() {
        partition.put(Given.flow("right").blockedOn("right/r").get());
        partition.put(Given.ended("right", "r", TaskStatus.FAILED, NOW));
        partition.put(Given.flow("wrong").blockedOn("q").get());
        partition.put(Given.ended("wrong", "r", TaskStatus.FAILED, NOW));

        assertThat(report(Optional.empty(), 10).findings())
                .extracting(AuditFinding::flowId, AuditFinding::code)
                .containsExactly(tuple("wrong", AuditCode.BLOCKED_TASK_MISSING));
    }

    @Test
    void tasksWithoutTheirFlowAreNobodysFault() {
        partition.put(Given.ended("pruned", "r", TaskStatus.LOST, NOW));

        assertThat(report(Optional.empty(), 10).findings()).isEmpty();
    }

    @Test
    void anOwnerSeesFindingsOfItsOwn() {
        Flow others = Given.flow("others", "b", NOW).withActive(1).get();
        partition.put(Given.flow("mine").withActive(1).get());
        partition.put(others);
        partition.put(Given.ended("others", "r", TaskStatus.LOST, NOW));
        partition.tearFlow("torn");

        assertThat(report(Optional.of("acme"), 10).findings())
                .extracting(AuditFinding::flowId)
                .containsExactly("mine");
        assertThat(report(Optional.empty(), 10).findings())
                .extracting(AuditFinding::flowId)
                .containsExactly("mine", "others", "others", "torn");
    }

    @Test
    void itStopsAtTheLimitAndSaysSo() {
        for (int i = 0; i < 5; i++) {
            partition.put(Given.flow("f" + i).withActive(1).get());
        }

        assertThat(report(Optional.empty(), 4).findings()).hasSize(4);
        assertThat(report(Optional.empty(), 4).truncated()).isTrue();
        assertThat(report(Optional.empty(), 5).truncated()).isFalse();
    }

    private AuditReport report(Optional<String> ownerKey, int limit) {
        return AuditScan.report(List.of(partition.state()), ownerKey, new Audit(AuditThresholds.DEFAULT, NOW), limit);
    }
}
