package dev.taskflow.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/**
 * Not part of the build; run by name, from the module's folder's parent:
 *
 * <pre>
 * mvn -q -pl schemas test -Dtest=ReleaseSchemas#write -Dschemas.version=v1
 * mvn -q -pl schemas test -Dtest=ReleaseSchemas#freeze
 * </pre>
 *
 * {@code write} puts the current schemas into the newest version while that is not frozen, or into the next one.
 * {@code freeze} belongs to a release of the product: from then on the newest version never changes.
 */
class ReleaseSchemas {
    private final ReleaseFolder folder = ReleaseFolder.ofThisModule();

    @Test
    void write() throws IOException {
        String version = System.getProperty("schemas.version");
        assertThat(version).as("-Dschemas.version=v<n>").isNotNull();
        folder.write(version, GatedRecord.all());
    }

    @Test
    void freeze() throws IOException {
        folder.freezeNewest();
    }
}
