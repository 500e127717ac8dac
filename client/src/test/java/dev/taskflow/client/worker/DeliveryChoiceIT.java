package dev.taskflow.client.worker;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.taskflow.v1.TaskDispatch;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.FeatureUpdate;
import org.apache.kafka.clients.admin.UpdateFeaturesOptions;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Installation.Shared.class)
class DeliveryChoiceIT {

    private static TaskWorkerBuilder worker(Installation installation, String runtime) {
        return TaskWorker.of(installation.connection(), runtime, task -> TaskResult.succeeded())
                .concurrency(1);
    }

    private static void runsATask(Installation installation, String runtime) {
        TaskDispatch dispatch = installation.processor().send(Processor.dispatch(runtime, ""));
        installation.processor().awaitCompleted(dispatch);
    }

    @Test
    void aShareGroupIsChosenAndConfigured(Installation installation) throws Exception {
        String runtime = installation.runtime(1);
        try (TaskWorker worker = worker(installation, runtime).start()) {
            runsATask(installation, runtime);

            assertThat(worker.delivery()).isEqualTo(Delivery.SHARE_GROUP);
        }
        ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, "taskflow.workers." + runtime);
        var configs = installation.admin().describeConfigs(List.of(group)).all().get(30, SECONDS);
        assertThat(configs.values())
                .extracting(
                        config -> config.get("share.isolation.level").value(),
                        config -> config.get("share.auto.offset.reset").value())
                .containsExactly(tuple("read_committed", "earliest"));
    }

    @Test
    void aGroupThatIsAConsumerGroupStaysOne(Installation installation) throws Exception {
        String runtime = installation.runtime(1);
        try (TaskWorker first =
                worker(installation, runtime).delivery(Delivery.CONSUMER_GROUP).start()) {
            runsATask(installation, runtime);
            try (TaskWorker second = worker(installation, runtime).start()) {
                assertThat(second.delivery()).isEqualTo(first.delivery());
            }
        }
    }

    @Test
    void aMissingTopicIsSaid(Installation installation) {
        TaskWorkerBuilder worker = worker(installation, "nobody-made-it");

        assertThatThrownBy(worker::start)
                .isInstanceOf(WorkerStartFailed.class)
                .hasMessageContaining("taskflow topics apply");
    }

    @Test
    void withoutShareGroupsAConsumerGroupIsChosenAndAskingForAShareGroupFails() throws Exception {
        try (Installation old = Installation.start()) {
            String runtime = old.runtime(1);
            old.admin()
                    .updateFeatures(
                            Map.of(
                                    "share.version",
                                    new FeatureUpdate((short) 0, FeatureUpdate.UpgradeType.SAFE_DOWNGRADE)),
                            new UpdateFeaturesOptions())
                    .all()
                    .get(30, SECONDS);
            Until.holds("feature is gone", () -> !old.admin()
                    .describeFeatures()
                    .featureMetadata()
                    .get(30, SECONDS)
                    .finalizedFeatures()
                    .containsKey("share.version"));

            try (TaskWorker worker = worker(old, runtime).start()) {
                runsATask(old, runtime);
                assertThat(worker.delivery()).isEqualTo(Delivery.CONSUMER_GROUP);
            }
            String other = old.runtime(1);
            try (TaskWorker worker =
                    worker(old, other).delivery(Delivery.SHARE_GROUP).start()) {
                assertThat(worker.failure().get(60, SECONDS)).isInstanceOf(UnsupportedVersionException.class);
            }
        }
    }
}
