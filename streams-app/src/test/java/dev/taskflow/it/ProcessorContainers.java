package dev.taskflow.it;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** Processors in containers of the processor's own image, with a broker and a schema registry in containers beside them. */
final class ProcessorContainers implements AutoCloseable {
    private static final String PROCESSOR_IMAGE = "it.processor.image";
    private static final String REGISTRY_IMAGE = "it.registry.image";
    private static final String KAFKA = "kafka:19092";
    private static final String REGISTRY = "registry";
    private static final int REGISTRY_PORT = 8080;
    private static final String REGISTRY_PATH = "/apis/ccompat/v7";

    private final Network network;
    private final DockerKafka kafka;
    private final GenericContainer<?> registry;
    private final Map<String, GenericContainer<?>> processors = new LinkedHashMap<>();
    private final Set<String> killed = new HashSet<>();

    private ProcessorContainers(Network network, DockerKafka kafka, GenericContainer<?> registry) {
        this.network = network;
        this.kafka = kafka;
        this.registry = registry;
    }

    /** Starts the broker and the registry. */
    static ProcessorContainers start() {
        DockerImageName registryImage = DockerImages.of(REGISTRY_IMAGE);
        Network network = Network.newNetwork();
        Deque<Runnable> begun = new ArrayDeque<>(List.of(network::close));
        try {
            DockerKafka kafka = DockerKafka.start(network, KAFKA);
            begun.push(kafka::close);
            GenericContainer<?> registry = new GenericContainer<>(registryImage)
                    .withNetwork(network)
                    .withNetworkAliases(REGISTRY)
                    .withExposedPorts(REGISTRY_PORT)
                    .waitingFor(Wait.forHttp(REGISTRY_PATH + "/subjects"));
            begun.push(registry::stop);
            registry.start();
            return new ProcessorContainers(network, kafka, registry);
        } catch (RuntimeException e) {
            end(begun, e);
            throw e;
        }
    }

    /** As this JVM finds it. */
    DockerKafka kafka() {
        return kafka;
    }

    /** As this JVM finds it. */
    String registryUrl() {
        return "http://" + registry.getHost() + ":" + registry.getMappedPort(REGISTRY_PORT) + REGISTRY_PATH;
    }

    /**
     * Starts one.
     *
     * @param settings as for a processor in this JVM; what is different in a container is replaced
     */
    void startProcessor(String instance, Map<String, String> settings) {
        Map<String, String> inContainer = new HashMap<>(settings);
        inContainer.put("bootstrap.servers", KAFKA);
        inContainer.put("schema.registry.url", "http://" + REGISTRY + ":" + REGISTRY_PORT + REGISTRY_PATH);
        inContainer.remove("state.dir"); // the image has its own
        inContainer.remove("http.port"); // the image's check asks at the usual one
        GenericContainer<?> processor = new GenericContainer<>(DockerImages.of(PROCESSOR_IMAGE))
                .withNetwork(network)
                .withEnv(TaskFlowFixture.environment(inContainer))
                .waitingFor(Wait.forHealthcheck());
        processors.put(instance, processor); // also if it does not start: its log says why, and it is to be removed
        processor.start();
    }

    /** SIGKILL. */
    void kill(String instance) {
        GenericContainer<?> processor = Objects.requireNonNull(processors.get(instance), instance);
        killed.add(instance);
        processor
                .getDockerClient()
                .killContainerCmd(processor.getContainerId())
                .withSignal("KILL")
                .exec();
    }

    /** What those that were not killed have said so far. */
    String logs() {
        StringBuilder logs = new StringBuilder();
        processors.forEach((instance, container) -> {
            boolean hasLog = container.getContainerId() != null;
            if (hasLog && !killed.contains(instance)) {
                logs.append(container.getLogs());
            }
        });
        return logs.toString();
    }

    @Override
    public void close() {
        Deque<Runnable> parts = new ArrayDeque<>(List.of(registry::stop, kafka::close, network::close));
        processors.values().forEach(each -> parts.push(each::stop));
        RuntimeException failed = new IllegalStateException("not all containers could be removed");
        end(parts, failed);
        if (failed.getSuppressed().length > 0) {
            throw failed;
        }
    }

    /** @param failure is told what else failed */
    private static void end(Deque<Runnable> parts, RuntimeException failure) {
        for (Runnable part : parts) {
            try {
                part.run();
            } catch (RuntimeException e) {
                failure.addSuppressed(e);
            }
        }
    }
}
