package dev.taskflow.it;

import dev.taskflow.devkit.DevKafka;
import dev.taskflow.devkit.DevSchemaRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * A broker and a schema registry whose data, in one folder with the processor's state, is there for the next start, on whatever
 * day that is: nothing of it may have been thrown away by then for its age.
 */
final class KeptServers implements AutoCloseable {
    /** The prefix of topics and the application's id. */
    private static final String ID = "kept";

    private static final String NEVER = Integer.toString(Integer.MAX_VALUE);
    private static final Duration TEN_YEARS = Duration.ofDays(3650);

    private static final Map<String, String> SETTINGS = Map.of(
            // Ended flows are still there (S2).
            "retention.ms",
            Long.toString(TEN_YEARS.toMillis()),
            // Kafka Streams counts what each of its tasks restores at this level only.
            "kafka.metrics.recording.level",
            "DEBUG");

    private final Path folder;
    private final Kafka kafka;
    private final DevSchemaRegistry registry;

    /** Starts both. */
    KeptServers(Path folder) {
        this.folder = folder;
        this.kafka = new Kafka(folder.resolve("kafka"));
        try {
            this.registry =
                    DevSchemaRegistry.start(DevSchemaRegistry.Options.journaledIn(folder.resolve("registry.json")));
        } catch (RuntimeException e) {
            kafka.close();
            throw e;
        }
    }

    /** The installation on them. */
    TaskFlowFixture taskflow() {
        return TaskFlowFixture.on(kafka, registry.url(), ID, folder, SETTINGS);
    }

    @Override
    public void close() {
        registry.close();
        kafka.close();
    }

    private static final class Kafka implements KafkaFixture {
        private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(2);

        private final DevKafka broker;

        private Kafka(Path directory) {
            broker = DevKafka.start(DevKafka.Options.keptIn(directory)
                    .withBrokerSetting("group.min.session.timeout.ms", Long.toString(SESSION_TIMEOUT.toMillis()))
                    // Topics keep their records for days: the first look for older ones is 30 s after the start, unless
                    // it is put off.
                    .withBrokerSetting("log.initial.task.delay.ms", NEVER)
                    .withBrokerSetting("offsets.retention.minutes", NEVER)
                    .withBrokerSetting("transactional.id.expiration.ms", NEVER)
                    // Few files, as they may be packed.
                    .withBrokerSetting("offsets.topic.num.partitions", "1")
                    .withBrokerSetting("transaction.state.log.num.partitions", "1"));
        }

        @Override
        public String kind() {
            return "kept";
        }

        @Override
        public String bootstrapServers() {
            return broker.bootstrapServers();
        }

        @Override
        public Duration sessionTimeout() {
            return SESSION_TIMEOUT;
        }

        @Override
        public void close() {
            broker.close();
        }
    }
}
