package dev.taskflow.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A release is stopped in the middle of work and this version goes on, on the same data. What each release left is kept beside
 * this test ({@link RecordRelease}); with {@code -Dupgrade.from=<home of a distribution>} that one is run instead.
 */
class UpgradeIT {
    private static final String RELEASES = "/dev/taskflow/upgrade";

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it.
    private Path folder;

    /** A way to fill a folder with what a release has left; named for the release. */
    interface Release {
        void leaveIn(Path folder) throws Exception;
    }

    private record Named(String name, Release release) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Named> releases() throws URISyntaxException, IOException {
        String distribution = System.getProperty("upgrade.from");
        if (distribution != null) {
            Path home = Path.of(distribution);
            return Stream.of(new Named(distribution, folder -> KeptRelease.record(home, folder)));
        }
        URL kept = Objects.requireNonNull(UpgradeIT.class.getResource(RELEASES), RELEASES);
        try (Stream<Path> files = Files.list(Path.of(kept.toURI()))) {
            List<Named> releases = files.sorted()
                    .map(file -> new Named(file.getFileName().toString(), folder -> KeptRelease.unpack(file, folder)))
                    .toList();
            assertThat(releases).as("releases in " + RELEASES).isNotEmpty();
            return releases.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("releases")
    void S1_whatWasHalfDoneIsDoneOnceOnTheReleasesStores(Named release) throws Exception {
        release.release().leaveIn(folder);

        goOn(taskflow -> {}, restored -> assertThat(restored)
                .as("records of changelogs that were read, as the stores were not taken")
                .isZero());
    }

    @ParameterizedTest
    @MethodSource("releases")
    void S1_whatWasHalfDoneIsDoneOnceFromTheReleasesChangelogs(Named release) throws Exception {
        release.release().leaveIn(folder);

        goOn(taskflow -> taskflow.wipeState(KeptRelease.INSTANCE), restored -> assertThat(restored)
                .as("records of changelogs that were read")
                .isPositive());
    }

    private void goOn(Consumer<TaskFlowFixture> before, Consumer<Double> whatWasRestored) throws Exception {
        try (KeptServers servers = new KeptServers(folder)) {
            TaskFlowFixture taskflow = servers.taskflow();
            try {
                before.accept(taskflow);
                RunningProcessor processor = taskflow.startProcessor(KeptRelease.INSTANCE);
                whatWasRestored.accept(processor.metrics().restoredRecords());

                new HalfDone(taskflow).finish();

                assertThat(taskflow.observer().deadLetters().records())
                        .as("dead letters")
                        .isEmpty();
                processor.assertHealthy();
            } finally {
                taskflow.end();
            }
        }
    }
}
