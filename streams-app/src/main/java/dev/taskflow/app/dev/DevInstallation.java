package dev.taskflow.app.dev;

import dev.taskflow.app.Provisioning;
import dev.taskflow.app.StateLibrary;
import dev.taskflow.app.TaskFlowConfig;
import dev.taskflow.app.TaskFlowProcessor;
import dev.taskflow.devkit.DevKafka;
import dev.taskflow.devkit.DevSchemaRegistry;
import dev.taskflow.devkit.StartFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/**
 * Broker, schema registry, topics with schemas, and processor, in this process on the loopback address. Restarted on the
 * same folder it has everything that it had: records, offsets, schema ids, state.
 */
public final class DevInstallation implements AutoCloseable {

    private static final Duration READY_WITHIN = Duration.ofSeconds(60);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final DevKafka kafka;
    private final DevSchemaRegistry registry;
    private final TaskFlowConfig config;
    private final TaskFlowProcessor processor;

    /**
     * Where it runs.
     *
     * @param directory where all data is kept; made if missing
     * @param kafkaPort 0 for a free one
     * @param registryPort 0 for a free one
     */
    public record Place(Path directory, int kafkaPort, int registryPort) {}

    private DevInstallation(TaskFlowConfig settings, Place place) throws IOException {
        StateLibrary.load(); // before a broker is started that would have to be stopped again
        boolean complete = false;
        try {
            Path directory = Files.createDirectories(place.directory().toAbsolutePath());
            kafka = started(DevKafka.start(
                    DevKafka.Options.keptIn(directory.resolve("kafka")).withPort(place.kafkaPort())));
            registry = started(DevSchemaRegistry.start(
                    new DevSchemaRegistry.Options(place.registryPort(), directory.resolve("schemas.journal"))));
            config = settings.with(Map.of(
                    "bootstrap.servers",
                    kafka.bootstrapServers(),
                    "schema.registry.url",
                    registry.url(),
                    "state.dir",
                    directory.resolve("state").toString(),
                    // Whoever comes back under the same name takes its place at once; a stranger waits for it to be
                    // missed.
                    "group.protocol",
                    "classic",
                    "group.instance.id",
                    "dev",
                    // There is nobody to keep a copy.
                    "num.standby.replicas",
                    "0"));
            provision(config);
            processor = started(TaskFlowProcessor.start(config));
            processor.awaitReady(READY_WITHIN);
            complete = true;
        } finally {
            if (!complete) {
                close();
            }
        }
    }

    /**
     * Starts all parts and returns when they are ready.
     *
     * @param settings runtimes, limits and so on; where it runs is replaced
     * @throws DevStartFailed if broker or registry cannot start, for instance as a port is in use
     * @throws dev.taskflow.app.InvalidConfiguration if the stores' native library cannot be loaded
     * @throws dev.taskflow.app.ProcessorFailed if the processor does not become ready
     */
    public static DevInstallation start(TaskFlowConfig settings, Place place) {
        try {
            return new DevInstallation(settings, place);
        } catch (StartFailedException notStarted) {
            throw new DevStartFailed(String.valueOf(notStarted.getMessage()), notStarted);
        } catch (IOException noFolder) {
            throw new DevStartFailed("cannot make the data folder " + place.directory() + ": " + noFolder, noFolder);
        }
    }

    private static void provision(TaskFlowConfig config) {
        try (Provisioning provisioning = Provisioning.of(config)) {
            // What is still wrong afterwards is found, and said, by the processor.
            provisioning.apply();
        }
    }

    private <T extends AutoCloseable> T started(T part) {
        parts.push(part);
        return part;
    }

    /** The address of the broker, {@code 127.0.0.1:port}. */
    public String kafka() {
        return kafka.bootstrapServers();
    }

    /** The address of the schema registry, {@code http://127.0.0.1:port}. */
    public String registry() {
        return registry.url();
    }

    /** The configuration that the processor runs with. */
    public TaskFlowConfig config() {
        return config;
    }

    public TaskFlowProcessor processor() {
        return processor;
    }

    /** Stops processor, registry and broker, in this order, and waits for each. Closing again does nothing. */
    @Override
    public void close() {
        IllegalStateException failed = null;
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception failure) { // the parts below it are stopped all the same
                failed = new IllegalStateException(
                        "cannot stop " + part.getClass().getSimpleName(), failure);
            }
        }
        if (failed != null) {
            throw failed;
        }
    }
}
