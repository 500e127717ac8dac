package dev.taskflow.devkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryJournalTest {
    private DevSchemaRegistry.Options options = DevSchemaRegistry.Options.inMemory();
    private Path file = Path.of("");

    @BeforeEach
    void journalInAFolderThatIsNotThereYet(@TempDir Path folder) {
        file = folder.resolve("below").resolve("registry.jsonl");
        options = DevSchemaRegistry.Options.journaledIn(file);
    }

    @Test
    void everythingSurvivesARestart() throws Exception {
        try (DevSchemaRegistry first = DevSchemaRegistry.start(options)) {
            RegistryClient client = new RegistryClient(first);
            client.register("gone", "\"int\"");
            client.register("s", Schemas.BASE);
            client.register("s", Schemas.WITH_OPTIONAL);
            client.delete("/subjects/gone");
            client.delete("/subjects/gone?permanent=true");
            client.put("/config", "{\"compatibility\":\"FULL\"}");
            client.put("/config/s", "{\"compatibility\":\"NONE\"}");
        }

        try (DevSchemaRegistry second = DevSchemaRegistry.start(options)) {
            RegistryClient client = new RegistryClient(second);
            assertThat(client.get("/subjects").body().toString()).isEqualTo("[\"s\"]");
            assertThat(client.get("/subjects/s/versions/2").body().path("id").asInt())
                    .isEqualTo(3);
            assertThat(client.register("s", Schemas.BASE).id()).isEqualTo(2);
            assertThat(client.register("s", Schemas.WITH_REQUIRED).id()).isEqualTo(4);
            assertThat(client.get("/schemas/ids/1").code()).isEqualTo(40403);
            assertThat(client.get("/config").body().path("compatibilityLevel").asText())
                    .isEqualTo("FULL");
        }
    }

    @Test
    void aDeletedIdIsNotGivenAgainAfterARestart() throws Exception {
        try (DevSchemaRegistry first = DevSchemaRegistry.start(options)) {
            RegistryClient client = new RegistryClient(first);
            client.register("s", Schemas.BASE);
            client.delete("/subjects/s");
            client.delete("/subjects/s?permanent=true");
        }

        try (DevSchemaRegistry second = DevSchemaRegistry.start(options)) {
            assertThat(new RegistryClient(second).register("s", Schemas.BASE).id())
                    .isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"event\":\"regis", "{", "{\"event\":\"compatibilitySet\"}"})
    void aLastLineThatACrashLeftUnfinishedIsCutOff(String torn) throws Exception {
        try (DevSchemaRegistry first = DevSchemaRegistry.start(options)) {
            new RegistryClient(first).register("s", Schemas.BASE);
        }
        Files.writeString(file, torn, StandardOpenOption.APPEND);

        try (CapturedLog log = CapturedLog.begin();
                DevSchemaRegistry second = DevSchemaRegistry.start(options)) {
            assertThat(log.lines(Level.WARN)).singleElement().asString().contains("cut off", file.toString());
            assertThat(new RegistryClient(second)
                            .register("s", Schemas.WITH_OPTIONAL)
                            .id())
                    .isEqualTo(2);
        }

        try (DevSchemaRegistry third = DevSchemaRegistry.start(options)) {
            assertThat(new RegistryClient(third)
                            .get("/subjects/s/versions")
                            .body()
                            .toString())
                    .isEqualTo("[1,2]");
        }
    }

    @Test
    void aJournalThatACrashLeftWithoutItsWholeFirstLineIsNew() throws Exception {
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, "{\"journal\":\"task");

        try (DevSchemaRegistry registry = DevSchemaRegistry.start(options)) {
            assertThat(new RegistryClient(registry).register("s", Schemas.BASE).id())
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "",
                "{\"event\":\"unheardOf\"}",
                "{\"event\":\"registered\",\"subject\":\"s\"}",
                "{\"event\":\"registered\",\"subject\":\"s\",\"version\":1,\"id\":9,\"schema\":\"\\\"int\\\"\",\"references\":[]}",
                "{\"event\":\"registered\",\"subject\":\"t\",\"version\":1,\"id\":9,\"schema\":\"no\",\"references\":[]}",
                "{\"event\":\"versionDeleted\",\"subject\":\"t\",\"version\":1,\"permanent\":false}"
            })
    void aWholeLineThatIsWrongIsAClearErrorAndTheFileIsLeftAsItIs(String line) throws Exception {
        try (DevSchemaRegistry first = DevSchemaRegistry.start(options)) {
            new RegistryClient(first).register("s", Schemas.BASE);
        }
        Files.writeString(file, line + "\n", StandardOpenOption.APPEND);
        byte[] before = Files.readAllBytes(file);

        assertThatExceptionOfType(StartFailedException.class)
                .isThrownBy(() -> DevSchemaRegistry.start(options))
                .withMessageContaining(file.toString())
                .withMessageContaining("corrupt at line 3");

        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void aFileOfAnotherKindIsRefusedAndLeftAsItIs() throws Exception {
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, "My diary");

        assertThatExceptionOfType(StartFailedException.class)
                .isThrownBy(() -> DevSchemaRegistry.start(options))
                .withMessageContaining("does not begin as a journal");

        assertThat(file).hasContent("My diary");
    }

    @Test
    void aJournalInUseIsNamed() {
        try (DevSchemaRegistry holder = DevSchemaRegistry.start(options)) {
            assertThat(holder.port()).isPositive();
            assertThatExceptionOfType(StartFailedException.class)
                    .isThrownBy(() -> DevSchemaRegistry.start(options))
                    .withMessageContaining(file.toString())
                    .withMessageContaining("in use by another development registry");
        }
    }

    @Test
    void aPortInUseIsNamedAndTheJournalIsFree() throws Exception {
        try (ServerSocket other = new ServerSocket()) {
            other.bind(new InetSocketAddress(LoopbackSockets.loopback(), 0));
            int port = other.getLocalPort();

            assertThatExceptionOfType(StartFailedException.class)
                    .isThrownBy(() -> DevSchemaRegistry.start(options.withPort(port)))
                    .withMessage("port %d is in use: stop what uses it or choose another with --registry-port", port);
        }

        DevSchemaRegistry.start(options).close();
    }

    @Test
    void noThreadKeepsTheJvmAlive() throws Exception {
        Set<Thread> before = Threads.nonDaemon();
        DevSchemaRegistry registry = DevSchemaRegistry.start(options);
        new RegistryClient(registry).register("s", Schemas.BASE);

        Threads.awaitOnly(before);

        registry.close();
        registry.close();
    }
}
