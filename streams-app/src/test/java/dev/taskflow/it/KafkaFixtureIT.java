package dev.taskflow.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** That the tests run on the Kafka that was asked for, and on no other in its place. */
class KafkaFixtureIT {
    @RegisterExtension
    private final TaskFlowFixture taskflow = TaskFlowFixture.provisioned();

    @Test
    void theKafkaInUseIsTheOneThatWasAskedFor() {
        String expected =
                switch (KafkaFixture.choice()) {
                    case KafkaFixture.AUTO -> DockerKafka.isThere() ? KafkaFixture.DOCKER : KafkaFixture.EMBEDDED;
                    case KafkaFixture.EMBEDDED, KafkaFixture.DOCKER -> KafkaFixture.choice();
                    default -> "external";
                };

        assertThat(taskflow.kafka().kind()).isEqualTo(expected);
        assertThat(taskflow.config().bootstrapServers())
                .isEqualTo(taskflow.kafka().bootstrapServers());
    }
}
