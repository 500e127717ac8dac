package dev.taskflow.it;

import java.time.Duration;
import org.testcontainers.containers.Network;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/** A broker in a container. */
final class DockerKafka implements KafkaFixture {
    /** The system property that names the image. */
    private static final String IMAGE = "it.kafka.image";

    private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(2);

    private final KafkaContainer container;

    private DockerKafka(KafkaContainer container) {
        this.container = container;
    }

    /** Whether {@link #start} can start one. */
    static boolean isThere() {
        return DockerImages.has(System.getProperty(IMAGE, ""));
    }

    /** For clients on this machine. */
    static DockerKafka start() {
        return started(container());
    }

    /**
     * For clients on this machine, and for containers of a network.
     *
     * @param listener where those find it, {@code alias:port}
     */
    static DockerKafka start(Network network, String listener) {
        return started(container().withNetwork(network).withListener(listener));
    }

    private static KafkaContainer container() {
        DockerImageName image = DockerImages.of(IMAGE).asCompatibleSubstituteFor("apache/kafka");
        return new KafkaContainer(image)
                .withEnv("KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS", Long.toString(SESSION_TIMEOUT.toMillis()))
                .withEnv("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0")
                .withEnv("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR", "1")
                .withEnv("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR", "1")
                .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false");
    }

    private static DockerKafka started(KafkaContainer container) {
        try {
            container.start();
            return new DockerKafka(container);
        } catch (RuntimeException e) {
            container.stop();
            throw e;
        }
    }

    @Override
    public String kind() {
        return DOCKER;
    }

    @Override
    public String bootstrapServers() {
        return container.getBootstrapServers();
    }

    @Override
    public Duration sessionTimeout() {
        return SESSION_TIMEOUT;
    }

    @Override
    public void close() {
        container.stop();
    }
}
