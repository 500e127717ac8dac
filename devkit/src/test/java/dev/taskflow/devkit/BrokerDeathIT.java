package dev.taskflow.devkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerDeathIT {
    private static final int ENOUGH = 5_000;

    @Test
    void aKilledProcessLosesNoAcknowledgedRecordAndItsBrokerComesBackSoon(@TempDir Path folder) throws Exception {
        DevKafka.Options options = DevKafka.Options.keptIn(folder.resolve("data"));
        List<String> acknowledged = new ArrayList<>();
        try (ChildJvm child = producingInto(folder.resolve("data"), folder)) {
            readAcknowledged(child, acknowledged);

            assertThatExceptionOfType(StartFailedException.class)
                    .isThrownBy(() -> DevKafka.start(options))
                    .withMessageContaining("in use by another development broker");

            child.kill();
            // Also what it had printed before it died.
            readRest(child, acknowledged);
        }

        long before = System.nanoTime();
        try (DevKafka kafka = DevKafka.start(options)) {
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(30));
            assertThat(Clients.readAll(kafka.bootstrapServers()))
                    .startsWith(acknowledged.toArray(String[]::new))
                    .doesNotHaveDuplicates();
        }
    }

    private static ChildJvm producingInto(Path directory, Path folder) throws Exception {
        return ChildJvm.start(System.getProperty("java.class.path"), folder, directory.toString(), "produce");
    }

    private static void readAcknowledged(ChildJvm child, List<String> acknowledged) throws Exception {
        assertThat(child.readLine()).as(child::errors).startsWith(BrokerProcess.READY);
        while (acknowledged.size() < ENOUGH) {
            String line = child.readLine();
            assertThat(line).as(child::errors).isNotNull();
            acknowledged.add(String.valueOf(line));
        }
    }

    private static void readRest(ChildJvm child, List<String> acknowledged) throws Exception {
        for (String line = child.readLine(); line != null; line = child.readLine()) {
            // The very last line may be torn: then it is the beginning of the next number, not the next number.
            if (line.equals(Integer.toString(acknowledged.size()))) {
                acknowledged.add(line);
            }
        }
    }
}
