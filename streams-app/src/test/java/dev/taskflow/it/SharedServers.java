package dev.taskflow.it;

import dev.taskflow.devkit.DevSchemaRegistry;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The broker and the schema registry that all tests of a JVM share; started for the first and stopped after the last. */
final class SharedServers implements AutoCloseable {
    private final KafkaFixture kafka = KafkaFixture.chosen();
    private final DevSchemaRegistry registry = DevSchemaRegistry.start(DevSchemaRegistry.Options.inMemory());

    private SharedServers() {}

    static SharedServers of(ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(SharedServers.class))
                .getOrComputeIfAbsent(SharedServers.class, key -> new SharedServers(), SharedServers.class);
    }

    KafkaFixture kafka() {
        return kafka;
    }

    DevSchemaRegistry registry() {
        return registry;
    }

    @Override
    public void close() {
        registry.close();
        kafka.close();
    }
}
