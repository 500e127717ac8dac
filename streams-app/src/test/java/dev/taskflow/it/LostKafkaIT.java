package dev.taskflow.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.devkit.DevKafka;
import dev.taskflow.devkit.DevSchemaRegistry;
import dev.taskflow.query.StateMoving;
import dev.taskflow.query.StateReader;
import dev.taskflow.query.StateReader.Freshness;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An instance that has lost Kafka for longer than the session time-out may have lost its partitions as well, and cannot know. It gives no
 * answers as current ones until the group has answered.
 */
class LostKafkaIT {

    /** A broker that goes and comes back. */
    private static final class Broker implements KafkaFixture {
        private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(2);

        private final Path directory;
        private final String bootstrapServers;
        private DevKafka kafka;

        Broker(Path directory) {
            this.directory = directory;
            kafka = start(0);
            bootstrapServers = kafka.bootstrapServers();
        }

        private DevKafka start(int port) {
            return DevKafka.start(DevKafka.Options.keptIn(directory)
                    .withPort(port)
                    .withBrokerSetting("group.min.session.timeout.ms", Long.toString(SESSION_TIMEOUT.toMillis())));
        }

        void goAway() {
            kafka.close();
        }

        void comeBack() {
            kafka = start(Integer.parseInt(bootstrapServers.replaceFirst(".*:", "")));
        }

        @Override
        public String kind() {
            return "restarted";
        }

        @Override
        public String bootstrapServers() {
            return bootstrapServers;
        }

        @Override
        public Duration sessionTimeout() {
            return SESSION_TIMEOUT;
        }

        @Override
        public void close() {
            kafka.close();
        }
    }

    @Test
    void noAnswerIsCurrentWhileTheGroupIsSilent(@TempDir Path directory) throws Exception {
        try (Broker broker = new Broker(directory.resolve("kafka"));
                DevSchemaRegistry registry = DevSchemaRegistry.start(DevSchemaRegistry.Options.inMemory())) {
            TaskFlowFixture taskflow =
                    TaskFlowFixture.on(broker, registry.url(), "lost", directory.resolve("state"), Map.of());
            try {
                StateReader reader = taskflow.startProcessor("any").processor().reader();
                FlowClient flow = taskflow.flow(UUID.randomUUID().toString());
                flow.create("a");
                TopicLog.await("a current answer", () -> isAnswered(reader, flow));

                broker.goAway();
                TopicLog.await("no current answer", () -> !isAnswered(reader, flow));

                broker.comeBack();
                TopicLog.await("a current answer again", () -> isAnswered(reader, flow));
            } finally {
                taskflow.end();
            }
        }
    }

    private static boolean isAnswered(StateReader reader, FlowClient flow) {
        try {
            assertThat(reader.flow(flow.id(), Freshness.CURRENT)).isPresent();
            return true;
        } catch (StateMoving refused) {
            return false;
        }
    }
}
