package dev.taskflow.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.devkit.DevKafka;
import dev.taskflow.input.BrokerLogEnds;
import dev.taskflow.input.LogEnd;
import dev.taskflow.input.LogEnds;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where partitions end, asked of a broker that goes and comes back. */
class LogEndsIT {
    private static final TopicPartition PARTITION = new TopicPartition("in", 0);

    private static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    @Test
    void endsAreKnownWithTheTimeOfTheQuestion(@TempDir Path directory) throws Exception {
        try (DevKafka kafka = DevKafka.start(DevKafka.Options.keptIn(directory));
                Admin admin = admin(kafka);
                LogEnds ends = new BrokerLogEnds(admin(kafka), LogEndsIT::now)) {
            assertThat(ends.latest(PARTITION)).isNull();
            admin.createTopics(List.of(new NewTopic("in", 1, (short) 1))).all().get();
            long before = now();

            assertThat(answerTo(ends, before).offset()).isZero();
            sendInTransaction(kafka, 3);

            LogEnd end = answerTo(ends, now());
            assertThat(end.offset()).as("with the transaction's marker").isEqualTo(4);
            assertThat(end.askedAtMs()).isBetween(before, ends.heardAtMs());
        }
    }

    @Test
    void questionsOutliveTheBrokersAbsence(@TempDir Path directory) throws Exception {
        DevKafka first = DevKafka.start(DevKafka.Options.keptIn(directory));
        int port = Integer.parseInt(first.bootstrapServers().replaceFirst(".*:", ""));
        try (LogEnds ends = new BrokerLogEnds(admin(first), LogEndsIT::now)) {
            try (Admin admin = admin(first)) {
                admin.createTopics(List.of(new NewTopic("in", 1, (short) 1)))
                        .all()
                        .get();
            }
            answerTo(ends, now());
            first.close();
            long gone = now();
            ends.ask(PARTITION);

            try (DevKafka second =
                    DevKafka.start(DevKafka.Options.keptIn(directory).withPort(port))) {
                assertThat(second.bootstrapServers()).isEqualTo(first.bootstrapServers());
                TopicLog.await("an answer after the gap", () -> ends.heardAtMs() > gone);
            }
        } finally {
            first.close();
        }
    }

    private static LogEnd answerTo(LogEnds ends, long askedAt) {
        ends.ask(PARTITION);
        return TopicLog.await(
                        "an answer",
                        () -> Optional.ofNullable(ends.latest(PARTITION)).filter(end -> end.askedAtMs() >= askedAt),
                        Optional::isPresent)
                .orElseThrow();
    }

    private static Admin admin(DevKafka kafka) {
        return Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers(),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 2_000,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 4_000));
    }

    private static void sendInTransaction(DevKafka kafka, int records) {
        try (KafkaProducer<byte @Nullable [], byte @Nullable []> producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        kafka.bootstrapServers(),
                        ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                        "open"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            for (int i = 0; i < records; i++) {
                producer.send(new ProducerRecord<>("in", null, new byte[1]));
            }
            producer.commitTransaction();
        }
    }
}
