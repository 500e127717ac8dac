package dev.taskflow.devkit;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevKafkaIT {
    @Test
    void servesWhatIsProducedOnAFreeLoopbackPort() throws Exception {
        try (DevKafka kafka = DevKafka.start(DevKafka.Options.temporary())) {
            Clients.createTopic(kafka.bootstrapServers());

            Clients.produce(kafka.bootstrapServers(), "a", "b");

            assertThat(Clients.readAll(kafka.bootstrapServers())).containsExactly("a", "b");
            assertThat(kafka.port()).isPositive();
            assertThat(kafka.bootstrapServers()).isEqualTo("127.0.0.1:" + kafka.port());
            assertThat(kafka.faults()).isEmpty();
        }
    }

    @Test
    void showsCommittedTransactionsOnly() throws Exception {
        try (DevKafka kafka = DevKafka.start(DevKafka.Options.temporary());
                Producer<String, String> producer =
                        Clients.producer(kafka.bootstrapServers(), Map.of("transactional.id", "t"))) {
            Clients.createTopic(kafka.bootstrapServers());
            producer.initTransactions();

            producer.beginTransaction();
            producer.send(new ProducerRecord<>(Clients.TOPIC, "aborted")).get(30, SECONDS);
            producer.abortTransaction();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(Clients.TOPIC, "committed")).get(30, SECONDS);
            producer.commitTransaction();

            assertThat(Clients.readAll(kafka.bootstrapServers())).containsExactly("committed");
        }
    }

    @Test
    void servesShareGroups() throws Exception {
        try (DevKafka kafka = DevKafka.start(DevKafka.Options.temporary())) {
            Clients.createTopic(kafka.bootstrapServers());
            Clients.produce(kafka.bootstrapServers(), "shared");

            assertThat(Clients.readFirstInShareGroup(kafka.bootstrapServers())).isEqualTo("shared");
        }
    }

    @Test
    void keepsItsDataFromOneFreePortToTheNext(@TempDir Path directory) throws Exception {
        DevKafka.Options options = DevKafka.Options.keptIn(directory);
        try (DevKafka first = DevKafka.start(options)) {
            Clients.createTopic(first.bootstrapServers());
            Clients.produce(first.bootstrapServers(), "kept");
        }

        try (DevKafka second = DevKafka.start(options)) {
            assertThat(Clients.readAll(second.bootstrapServers())).containsExactly("kept");
        }
    }

    @Test
    void comesBackOnTheSameFixedPort(@TempDir Path directory) throws Exception {
        DevKafka.Options options = DevKafka.Options.keptIn(directory);
        int port;
        try (DevKafka first = DevKafka.start(options)) {
            port = first.port();
            Clients.createTopic(first.bootstrapServers());
            Clients.produce(first.bootstrapServers(), "kept");
        }

        try (DevKafka second = DevKafka.start(options.withPort(port))) {
            assertThat(second.port()).isEqualTo(port);
            Clients.produce(second.bootstrapServers(), "added");
            assertThat(Clients.readAll(second.bootstrapServers())).containsExactly("kept", "added");
        }
    }

    @Test
    void twoBrokersInOneJvmDoNotMix() throws Exception {
        try (DevKafka one = DevKafka.start(DevKafka.Options.temporary());
                DevKafka other = DevKafka.start(DevKafka.Options.temporary())) {
            Clients.createTopic(one.bootstrapServers());
            Clients.createTopic(other.bootstrapServers());

            Clients.produce(one.bootstrapServers(), "one");
            Clients.produce(other.bootstrapServers(), "other");

            assertThat(Clients.readAll(one.bootstrapServers())).containsExactly("one");
            assertThat(Clients.readAll(other.bootstrapServers())).containsExactly("other");
        }
    }

    @Test
    void closingOneOfTwoBrokersLeavesTheOtherAtWork() throws Exception {
        try (DevKafka survivor = DevKafka.start(DevKafka.Options.temporary())) {
            DevKafka.start(DevKafka.Options.temporary()).close();

            Clients.createTopic(survivor.bootstrapServers());
            Clients.produce(survivor.bootstrapServers(), "alive");

            assertThat(Clients.readAll(survivor.bootstrapServers())).containsExactly("alive");
        }
    }

    @Test
    void leavesNoDirectoryAndNoThreadBehind() throws Exception {
        Set<Thread> before = Threads.nonDaemon();
        DevKafka kafka = DevKafka.start(DevKafka.Options.temporary());
        List<Path> directories = Clients.logDirectories(kafka.bootstrapServers());
        assertThat(directories).singleElement().satisfies(path -> assertThat(path)
                .isDirectory());

        kafka.close();

        assertThat(directories).allSatisfy(path -> assertThat(path).doesNotExist());
        Threads.awaitOnly(before);
    }

    @Test
    void closesAgainWithoutEffect() {
        DevKafka kafka = DevKafka.start(DevKafka.Options.temporary());
        kafka.close();

        kafka.close();

        assertThat(kafka.faults()).isEmpty();
    }

    @Test
    void takesBrokerSettings() throws Exception {
        DevKafka.Options options = DevKafka.Options.temporary().withBrokerSetting("num.partitions", "7");
        try (DevKafka kafka = DevKafka.start(options);
                Admin admin = Clients.admin(kafka.bootstrapServers())) {
            ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, "1");

            var described = admin.describeConfigs(List.of(broker)).all().get(30, SECONDS);

            assertThat(described.values())
                    .extracting(config -> config.get("num.partitions").value())
                    .containsExactly("7");
        }
    }
}
