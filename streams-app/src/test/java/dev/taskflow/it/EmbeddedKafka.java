package dev.taskflow.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.devkit.DevKafka;
import java.time.Duration;

/** The devkit's broker, in this JVM, on temporary data. */
final class EmbeddedKafka implements KafkaFixture {
    private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(2);

    private final DevKafka kafka = DevKafka.start(DevKafka.Options.temporary()
            .withBrokerSetting("group.min.session.timeout.ms", Long.toString(SESSION_TIMEOUT.toMillis())));

    @Override
    public String kind() {
        return EMBEDDED;
    }

    @Override
    public String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    @Override
    public Duration sessionTimeout() {
        return SESSION_TIMEOUT;
    }

    @Override
    public void close() {
        kafka.close();
        assertThat(kafka.faults()).as("what the broker could not handle").isEmpty();
    }
}
