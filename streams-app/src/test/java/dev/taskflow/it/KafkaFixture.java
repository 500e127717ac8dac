package dev.taskflow.it;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A broker for tests. {@code -Dit.kafka=embedded|docker|auto|host:port} chooses which; one serves all tests of a JVM. {@code auto} is
 * a container if there is an engine that has the image already, else the embedded one. A test holds the choice against what is used.
 */
interface KafkaFixture extends AutoCloseable {
    /** The system property that chooses. */
    String CHOICE = "it.kafka";

    String EMBEDDED = "embedded";
    String DOCKER = "docker";
    String AUTO = "auto";

    /** Which kind it is: {@link #EMBEDDED}, {@link #DOCKER}, or what else there is. */
    String kind();

    String bootstrapServers();

    /** How soon a silent member of a group may be taken for dead: the broker has a lower bound. */
    Duration sessionTimeout();

    @Override
    void close();

    /** What is asked for. */
    static String choice() {
        return System.getProperty(CHOICE, EMBEDDED);
    }

    /** Starts, or connects to, what is asked for. */
    static KafkaFixture chosen() {
        KafkaFixture kafka = start(choice());
        Logger log = LoggerFactory.getLogger(KafkaFixture.class);
        log.info("Integration tests use Kafka {} at {}", kafka.kind(), kafka.bootstrapServers());
        return kafka;
    }

    private static KafkaFixture start(String choice) {
        return switch (choice) {
            case EMBEDDED -> new EmbeddedKafka();
            case DOCKER -> DockerKafka.start();
            case AUTO -> DockerKafka.isThere() ? DockerKafka.start() : new EmbeddedKafka();
            default -> external(choice);
        };
    }

    private static KafkaFixture external(String choice) {
        if (!choice.matches("[^\\s:]+:\\d{1,5}")) {
            throw new IllegalArgumentException(
                    "-D" + CHOICE + " must be 'embedded', 'docker', 'auto' or host:port, not '" + choice + "'");
        }
        return new ExternalKafka(choice);
    }
}
