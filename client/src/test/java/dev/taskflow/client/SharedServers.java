package dev.taskflow.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.devkit.DevKafka;
import dev.taskflow.devkit.DevSchemaRegistry;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The broker and the schema registry that all tests of a JVM share; started for the first and stopped after the last. */
final class SharedServers implements AutoCloseable {
    final DevKafka kafka =
            DevKafka.start(DevKafka.Options.temporary().withBrokerSetting("group.min.session.timeout.ms", "1000"));
    final DevSchemaRegistry registry = DevSchemaRegistry.start(DevSchemaRegistry.Options.inMemory());

    private SharedServers() {}

    static SharedServers of(ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(SharedServers.class))
                .getOrComputeIfAbsent(SharedServers.class, key -> new SharedServers(), SharedServers.class);
    }

    @Override
    public void close() {
        registry.close();
        kafka.close();
        assertThat(kafka.faults()).as("what the broker could not handle").isEmpty();
    }
}
