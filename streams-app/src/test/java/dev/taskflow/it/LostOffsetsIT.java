package dev.taskflow.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.taskflow.app.NotProvisioned;
import dev.taskflow.app.TaskFlowConfig;
import dev.taskflow.app.TaskFlowProcessor;
import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.TaskOutcome;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The group's offsets go, or the changelogs do. */
class LostOffsetsIT {
    @RegisterExtension
    private final TaskFlowFixture taskflow = TaskFlowFixture.provisioned();

    /** Brokers drop the offsets of a group that is away for a week, and read from the beginning then. */
    @Test
    void S1_noInputIsProcessedAgainWhenTheGroupsOffsetsAreLost() throws Exception {
        FlowClient settled = taskflow.flow("settled");
        FlowClient open = taskflow.flow("open");
        try (RunningProcessor before = taskflow.startProcessor("a")) {
            settled.create("run-1");
            open.create("run-1");
            settled.completed("run-1", TaskOutcome.SUCCEEDED);
            settled.send(settled.cancelCommand());
            assertThat(settled.settled().getStatus()).isEqualTo(FlowStatus.CANCELLED);
            taskflow.observer().awaitDrained();
            before.assertHealthy();
        }
        int answers = taskflow.observer().commandResults().values().size();
        int events = taskflow.observer().flowEvents().values().size();
        deleteGroup();

        try (RunningProcessor after = taskflow.startProcessor("a")) {
            taskflow.observer().awaitDrained();
            assertThat(taskflow.observer().commandResults().values()).hasSize(answers);
            assertThat(taskflow.observer().flowEvents().values()).hasSize(events);
            open.completed("run-1", TaskOutcome.SUCCEEDED);
            open.send(open.cancelCommand());
            assertThat(open.settled().getStatus()).isEqualTo(FlowStatus.CANCELLED);
            after.assertHealthy();
        }

        taskflow.observer().assertSettledOnce(settled.id());
        taskflow.observer().assertSettledOnce(open.id());
    }

    @Test
    void aStateThatIsLostStopsTheStartInWords() throws Exception {
        try (RunningProcessor before = taskflow.startProcessor("a")) {
            taskflow.flow("known").create("run-1");
            taskflow.observer().awaitDrained();
            before.assertHealthy();
        }
        String changelog = taskflow.config().applicationId() + "-flows-changelog";
        try (Admin admin = admin()) {
            admin.deleteTopics(List.of(changelog)).all().get();
            await().atMost(TopicLog.PATIENCE)
                    .until(() -> !admin.listTopics().names().get().contains(changelog));
        }
        taskflow.wipeState("a");

        assertThatThrownBy(() -> TaskFlowProcessor.start(TaskFlowConfig.of(settings("a"))))
                .isInstanceOf(NotProvisioned.class)
                .hasMessageContaining("the state of the flows is lost")
                .hasMessageContaining(changelog)
                .hasMessageContaining("bring the changelogs back from a backup");
    }

    private Map<String, String> settings(String instance) {
        return new HashMap<>(taskflow.settings(instance));
    }

    private void deleteGroup() throws InterruptedException, ExecutionException {
        String group = taskflow.config().applicationId();
        try (Admin admin = admin()) {
            admin.removeMembersFromConsumerGroup(group, new RemoveMembersFromConsumerGroupOptions())
                    .all()
                    .get();
            admin.deleteConsumerGroups(List.of(group)).all().get();
        }
    }

    private Admin admin() {
        return Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, taskflow.kafka().bootstrapServers()));
    }
}
