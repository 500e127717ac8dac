package dev.taskflow.it;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A broker for tests. {@code -Dit.kafka=embedded|host:port} chooses which; one serves all tests of a JVM. */
interface KafkaFixture extends AutoCloseable {
    /** The system property that chooses. */
    String CHOICE = "it.kafka";

    String bootstrapServers();

    /** How soon a silent member of a group may be taken for dead: the broker has a lower bound. */
    Duration sessionTimeout();

    @Override
    void close();

    /** Starts, or connects to, what the system property names; the embedded broker if it names nothing. */
    static KafkaFixture chosen() {
        String choice = System.getProperty(CHOICE, "embedded");
        KafkaFixture kafka;
        if (choice.equals("embedded")) {
            kafka = new EmbeddedKafka();
        } else if (choice.matches("[^\\s:]+:\\d{1,5}")) {
            kafka = new ExternalKafka(choice);
        } else {
            throw new IllegalArgumentException(
                    "-D" + CHOICE + " must be 'embedded' or host:port, not '" + choice + "'");
        }
        Logger log = LoggerFactory.getLogger(KafkaFixture.class);
        log.info("Integration tests use Kafka {} at {}", choice, kafka.bootstrapServers());
        return kafka;
    }
}
