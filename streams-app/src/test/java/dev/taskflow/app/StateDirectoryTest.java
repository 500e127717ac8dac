package dev.taskflow.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {

    private final Path folder;

    StateDirectoryTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void aMissingFolderIsMade() {
        Path prepared = StateDirectory.prepare(folder.resolve("a/b"), "taskflow");

        assertThat(prepared).isDirectory().isAbsolute();
    }

    @Test
    void aSymbolicLinkIsRefused() throws IOException {
        Path target = Files.createDirectory(folder.resolve("target"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), target);

        assertThatThrownBy(() -> StateDirectory.prepare(link, "taskflow"))
                .isInstanceOf(InvalidConfiguration.class)
                .hasMessageContaining(link + " is a symbolic link");
    }

    @Test
    void aSymbolicLinkInPlaceOfTheApplicationsFolderIsRefused() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("taskflow"), Files.createDirectory(folder.resolve("x")));

        assertThatThrownBy(() -> StateDirectory.prepare(folder, "taskflow"))
                .isInstanceOf(InvalidConfiguration.class)
                .hasMessageContaining(link + " is a symbolic link");
    }

    @Test
    void aFileIsRefused() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> StateDirectory.prepare(file, "taskflow"))
                .isInstanceOf(InvalidConfiguration.class)
                .hasMessageContaining(file + " is not a folder");
    }
}
