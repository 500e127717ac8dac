package dev.taskflow.devkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevKafkaFaultIT {
    @Test
    void aLostDiskIsAReportedFaultAndNotTheEndOfTheHost(@TempDir Path parent) throws Exception {
        Set<Thread> before = Threads.nonDaemon();
        Path directory = parent.resolve("data");
        DevKafka.Options options = DevKafka.Options.keptIn(directory)
                .withBrokerSetting("replica.high.watermark.checkpoint.interval.ms", "100");
        try (CapturedLog log = CapturedLog.begin();
                DevKafka kafka = DevKafka.start(options)) {
            Clients.createTopic(kafka.bootstrapServers());

            Files.move(directory, parent.resolve("elsewhere"));

            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(kafka.faults()).anyMatch(BrokerFault::fatal));
            assertThat(log.lines(Level.ERROR)).anyMatch(line -> line.contains("must be restarted"));
        }
        Threads.awaitOnly(before);
    }
}
