package dev.taskflow.it;

import dev.taskflow.app.TaskFlowConfig;
import dev.taskflow.app.TaskFlowProcessor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** An installation for one test on a broker that the test may stop, continue, kill and start. For use by one thread. */
final class ApartFixture implements BeforeEachCallback, AfterEachCallback {
    private final Map<String, String> settings;
    private @Nullable BrokerApart broker;
    private @Nullable TaskFlowFixture taskflow;
    private @Nullable Path folder;

    /** @param settings of its processors, beside what every fixture sets */
    ApartFixture(Map<String, String> settings) {
        this.settings = settings;
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        ApartServers servers = ApartServers.of(context);
        String id = "apart-" + UUID.randomUUID().toString().substring(0, 8);
        broker = servers.broker();
        folder = Files.createTempDirectory("taskflow-" + id);
        taskflow = TaskFlowFixture.on(servers.broker(), servers.registry().url(), id, folder, settings);
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        broker().heal();
        if (taskflow != null) {
            TaskFlowFixture ending = taskflow;
            taskflow = null;
            try {
                ending.end();
            } finally {
                TaskFlowFixture.deleteFolder(Objects.requireNonNull(folder));
            }
        }
    }

    /** Starts a processor in this JVM and waits until it is ready. Its stream threads may die and be replaced. */
    TaskFlowProcessor startProcessor(Map<String, String> further) {
        Map<String, String> all = new HashMap<>(taskflow().settings("a"));
        all.putAll(further);
        TaskFlowProcessor processor = taskflow().closing(TaskFlowProcessor.start(TaskFlowConfig.of(all)));
        processor.awaitReady(TopicLog.PATIENCE);
        return processor;
    }

    TaskFlowFixture taskflow() {
        return Objects.requireNonNull(taskflow, "used outside of a test");
    }

    BrokerApart broker() {
        return Objects.requireNonNull(broker, "used outside of a test");
    }
}
