package dev.taskflow.devkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DevKafkaStartFailureIT {
    @Test
    void aPortInUseIsNamedAndNothingIsLeftRunning(@TempDir Path directory) throws Exception {
        Set<Thread> before = Threads.nonDaemon();
        DevKafka.Options kept = DevKafka.Options.keptIn(directory);
        try (ServerSocket other = new ServerSocket()) {
            other.bind(new InetSocketAddress(LoopbackSockets.loopback(), 0));
            int port = other.getLocalPort();

            assertThatExceptionOfType(StartFailedException.class)
                    .isThrownBy(() -> DevKafka.start(kept.withPort(port)))
                    .withMessage("port %d is in use: stop what uses it or choose another with --kafka-port", port);
        }

        assertThat(Threads.nonDaemon()).isSubsetOf(before);
        DevKafka.start(kept).close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tr-TR", "az-AZ"})
    void aLocaleInWhichKafkaCannotReadItsSettingsIsNamed(String locale, @TempDir Path directory) {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag(locale));
        try {
            assertThatExceptionOfType(StartFailedException.class)
                    .isThrownBy(() -> DevKafka.start(DevKafka.Options.keptIn(directory)))
                    .withMessageContaining("the locale " + locale)
                    .withMessageContaining("-Duser.language=en");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void aDirectoryInUseIsNamedAndItsBrokerGoesOn(@TempDir Path directory) throws Exception {
        try (DevKafka holder = DevKafka.start(DevKafka.Options.keptIn(directory))) {
            assertThatExceptionOfType(StartFailedException.class)
                    .isThrownBy(() -> DevKafka.start(DevKafka.Options.keptIn(directory)))
                    .withMessageContaining(directory.toString())
                    .withMessageContaining("in use by another development broker")
                    .withMessageContaining("--data-dir");

            Clients.createTopic(holder.bootstrapServers());
            Clients.produce(holder.bootstrapServers(), "still here");
            assertThat(Clients.readAll(holder.bootstrapServers())).containsExactly("still here");
        }
    }

    @Test
    void aDirectoryThatCannotBeMadeIsNamed(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "not a directory");

        assertThatExceptionOfType(StartFailedException.class)
                .isThrownBy(() -> DevKafka.start(DevKafka.Options.keptIn(file.resolve("below"))))
                .withMessageContaining(file.toString())
                .withMessageContaining("--data-dir");
    }

    @Test
    void aDamagedDirectoryIsNamedAndNothingIsLeftRunning(@TempDir Path directory) throws Exception {
        Set<Thread> before = Threads.nonDaemon();
        DevKafka.start(DevKafka.Options.keptIn(directory)).close();
        Files.writeString(directory.resolve("meta.properties"), "version=1\nnode.id=7\ncluster.id=elsewhere\n");

        assertThatExceptionOfType(StartFailedException.class)
                .isThrownBy(() -> DevKafka.start(DevKafka.Options.keptIn(directory)))
                .withMessageContaining(directory.toString())
                .withMessageContaining("--data-dir");

        Threads.awaitOnly(before);
    }

    @Test
    void aControllerThatCannotReadItsLogLeavesNothingRunning(@TempDir Path directory) throws Exception {
        Set<Thread> before = Threads.nonDaemon();
        DevKafka.start(DevKafka.Options.keptIn(directory)).close();
        Files.writeString(directory.resolve("__cluster_metadata-0").resolve("quorum-state"), "nonsense");

        try (CapturedLog log = CapturedLog.begin()) {
            assertThatExceptionOfType(StartFailedException.class)
                    .isThrownBy(() -> DevKafka.start(DevKafka.Options.keptIn(directory)))
                    .withMessageContaining(directory.toString());
            assertThat(log.lines(Level.ERROR)).isNotEmpty();
        }

        Threads.awaitOnly(before);
    }

    @Test
    void aDirectoryWithOtherThingsInItIsRefusedAndLeftAsItIs(@TempDir Path directory) throws Exception {
        Files.createDirectory(directory.resolve("Documents-0"));

        assertThatExceptionOfType(StartFailedException.class)
                .isThrownBy(() -> DevKafka.start(DevKafka.Options.keptIn(directory)))
                .withMessageContaining("Documents-0");

        assertThat(directory).isDirectoryNotContaining(path -> !path.endsWith("Documents-0"));
    }

    @Test
    void aFormatThatACrashLeftUnfinishedIsFinished(@TempDir Path parent) throws Exception {
        Path whole = parent.resolve("whole");
        DevKafka.start(DevKafka.Options.keptIn(whole)).close();
        Path unfinished = Files.createDirectory(parent.resolve("unfinished"));
        Files.copy(whole.resolve("bootstrap.checkpoint"), unfinished.resolve("bootstrap.checkpoint"));

        try (DevKafka kafka = DevKafka.start(DevKafka.Options.keptIn(unfinished))) {
            Clients.createTopic(kafka.bootstrapServers());
            assertThat(Clients.readAll(kafka.bootstrapServers())).isEmpty();
        }
    }

    @Test
    void aBrokerThatFailsAfterItsControllerStartedLeavesNothingRunning(@TempDir Path directory) {
        Set<Thread> before = Threads.nonDaemon();
        DevKafka.Options broken =
                DevKafka.Options.keptIn(directory).withBrokerSetting("metric.reporters", "no.such.Reporter");

        try (CapturedLog log = CapturedLog.begin()) {
            assertThatExceptionOfType(StartFailedException.class)
                    .isThrownBy(() -> DevKafka.start(broken))
                    .withMessageContaining("no.such.Reporter");
            assertThat(log.lines(Level.ERROR)).isNotEmpty();
        }

        Threads.awaitOnly(before);
        DevKafka.start(DevKafka.Options.keptIn(directory)).close();
    }

    @Test
    void anInvalidBrokerSettingIsNamed() {
        DevKafka.Options broken = DevKafka.Options.temporary().withBrokerSetting("num.io.threads", "many");

        assertThatExceptionOfType(StartFailedException.class)
                .isThrownBy(() -> DevKafka.start(broken))
                .withMessageContaining("num.io.threads");
    }

    @Test
    void settingsThatMakeTheNodeWhatItIsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DevKafka.Options.temporary().withBrokerSetting("listeners", "PLAINTEXT://0.0.0.0:0"))
                .withMessageContaining("listeners");
    }

    @Test
    void aPortThatDoesNotExistIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DevKafka.Options.temporary().withPort(65536))
                .withMessageContaining("65536");
    }
}
