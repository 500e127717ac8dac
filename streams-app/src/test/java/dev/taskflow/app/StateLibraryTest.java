package dev.taskflow.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A JVM whose temporary folder cannot hold a native library; each is one of its own, as a library is loaded once. */
class StateLibraryTest {
    private static final int WRONG_CONFIGURATION = 2;
    private static final int FAULTS = 3; // nothing else answers in this test either

    /** What a process has said, and how it ended. */
    private record Ended(int exitCode, String said) {}

    @Test
    void theLibraryIsLoadedAndMayBeAgain() {
        assertThat(StateLibrary.load()).startsWith("RocksDB ");
        assertThat(StateLibrary.load()).isEqualTo(StateLibrary.load());
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "dev"})
    void withoutATemporaryFolderNothingStartsAndOneLineSaysWhatToDo(String command, @TempDir Path folder)
            throws Exception {
        Path missing = folder.resolve("missing");

        Ended ended = taskflow(missing, folder, command);

        assertThat(ended.exitCode()).as(ended.said()).isEqualTo(WRONG_CONFIGURATION);
        assertThat(ended.said().lines())
                .filteredOn(line -> !line.contains(" WARN "))
                .singleElement()
                .asString()
                .startsWith(
                        "taskflow: configuration: the native library of the state stores (RocksDB) cannot be loaded from")
                .contains(missing + " (there is no such folder)", "exec", "-Djava.io.tmpdir", "ROCKSDB_SHAREDLIB_DIR");
    }

    @Test
    void theDoctorLoadsItToo(@TempDir Path folder) throws Exception {
        Path missing = folder.resolve("missing");

        Ended ended = taskflow(missing, folder, "doctor");

        assertThat(ended.exitCode()).as(ended.said()).isEqualTo(FAULTS);
        assertThat(ended.said().lines())
                .filteredOn(line -> line.contains("state-library"))
                .singleElement()
                .asString()
                .startsWith("fault")
                .contains(missing + " (there is no such folder)");
    }

    private static Ended taskflow(Path temporaryFolder, Path folder, String command)
            throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + temporaryFolder,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                command,
                "-Dbootstrap.servers=127.0.0.1:1",
                "-Dschema.registry.url=http://127.0.0.1:1",
                "-Dkafka.admin.default.api.timeout.ms=500",
                "-Dkafka.admin.request.timeout.ms=400",
                "-Dstate.dir=" + folder.resolve("state")));
        if (command.equals("dev")) {
            words.addAll(List.of("--data-dir", folder.resolve("data").toString(), "--kafka-port", "0"));
        }
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), said);
    }
}
