package dev.taskflow.it;

import dev.taskflow.devkit.DevSchemaRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A broker in a JVM of its own, and a schema registry, for all tests that do something to the broker; started for the first and
 * stopped after the last.
 */
final class ApartServers implements AutoCloseable {
    private static final Map<String, String> SETTINGS = Map.of(
            "group.min.session.timeout.ms",
            "1000",
            // It looks at once, and often, for what is too old to be kept.
            "log.initial.task.delay.ms",
            "500",
            "log.retention.check.interval.ms",
            "1000",
            // It comes back sooner after SIGKILL.
            "broker.session.timeout.ms",
            "2000");

    private final Path folder;
    private final BrokerApart broker;
    private final DevSchemaRegistry registry;

    private ApartServers() {
        try {
            folder = Files.createTempDirectory("taskflow-apart");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        broker = BrokerApart.start(folder, SETTINGS);
        registry = DevSchemaRegistry.start(DevSchemaRegistry.Options.inMemory());
    }

    static ApartServers of(ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(ApartServers.class))
                .getOrComputeIfAbsent(ApartServers.class, key -> new ApartServers(), ApartServers.class);
    }

    BrokerApart broker() {
        return broker;
    }

    DevSchemaRegistry registry() {
        return registry;
    }

    @Override
    public void close() throws IOException {
        registry.close();
        broker.close();
        TaskFlowFixture.deleteFolder(folder);
    }
}
