package dev.taskflow.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Not part of the build; run by name, with a release of the product, from the project's folder:
 *
 * <pre>
 * ./mvnw -q -pl streams-app -am verify -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false \
 *   -Dit.test=RecordRelease -Dfailsafe.failIfNoSpecifiedTests=false -Dupgrade.from=&lt;home of the distribution> -Dupgrade.version=&lt;n.m>
 * </pre>
 *
 * From then on every later version is held to going on with what this one has left.
 */
class RecordRelease {
    private static final Path RELEASES = Path.of("src", "test", "resources", "dev", "taskflow", "upgrade");

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it.
    private Path folder;

    @Test
    void record() throws Exception {
        String distribution = System.getProperty("upgrade.from");
        String version = System.getProperty("upgrade.version");
        assertThat(distribution).as("-Dupgrade.from=<home of the distribution>").isNotNull();
        assertThat(version).as("-Dupgrade.version=<n.m>").isNotNull();

        KeptRelease.record(Path.of(distribution), folder);

        KeptRelease.pack(folder, Files.createDirectories(RELEASES).resolve(version + ".zip"));
    }
}
