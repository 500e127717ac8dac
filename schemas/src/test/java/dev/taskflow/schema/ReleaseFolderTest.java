package dev.taskflow.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReleaseFolderTest {
    private static final List<GatedRecord> RECORDS = GatedRecord.all();

    @Test
    void aVersionMayBeRewrittenUntilItIsFrozen(@TempDir Path root) throws IOException {
        ReleaseFolder folder = new ReleaseFolder(root);
        folder.write("v1", RECORDS);
        folder.write("v1", RECORDS);
        folder.freezeNewest();

        assertThatIllegalStateException()
                .isThrownBy(() -> folder.write("v1", RECORDS))
                .withMessageContaining("frozen");
    }

    @Test
    void aNewVersionIsTheNextOne(@TempDir Path root) throws IOException {
        ReleaseFolder folder = new ReleaseFolder(root);
        assertThatIllegalStateException().isThrownBy(() -> folder.write("v2", RECORDS));
        folder.write("v1", RECORDS);
        folder.freezeNewest();
        folder.write("v2", RECORDS);

        assertThat(folder.versionsOf("FlowCommand")).hasSize(2);
        assertThatIllegalStateException()
                .isThrownBy(() -> folder.write("v1", RECORDS))
                .withMessageContaining("newest");
    }

    @Test
    void aChangedFrozenDocumentIsFound(@TempDir Path root) throws IOException {
        ReleaseFolder folder = new ReleaseFolder(root);
        folder.write("v1", RECORDS);
        folder.freezeNewest();
        assertThat(folder.changedSinceFrozen()).isEmpty();

        Path document = root.resolve("v1").resolve("FlowCommand.avsc");
        Files.writeString(document, Files.readString(document).replace("ownerKey", "owner"));

        assertThat(folder.changedSinceFrozen()).containsExactly("v1");
    }

    @Test
    void aVersionIsFrozenOnce(@TempDir Path root) throws IOException {
        ReleaseFolder folder = new ReleaseFolder(root);
        folder.write("v1", RECORDS);
        folder.freezeNewest();

        assertThatIllegalStateException().isThrownBy(folder::freezeNewest);
    }
}
