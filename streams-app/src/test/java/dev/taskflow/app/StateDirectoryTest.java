package dev.taskflow.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {

    private final Path folder;

    StateDirectoryTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void aMissingFolderIsMadeForThisUserAlone() throws IOException {
        Path prepared =
                StateDirectory.prepare(folder.resolve("a/b"), "taskflow").path();

        assertThat(prepared).isDirectory().isAbsolute().isEmptyDirectory();
        assertThat(mode(prepared)).isEqualTo("rwx------");
    }

    @Test
    void aFolderThatIsOpenToOthersIsClosed() throws IOException {
        Path root = Files.createDirectories(folder.resolve("state"));
        Path ofApplication = Files.createDirectory(root.resolve("taskflow"));
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.setPosixFilePermissions(ofApplication, PosixFilePermissions.fromString("rwxr-xr-x"));

        StateDirectory.prepare(root, "taskflow");

        assertThat(mode(root)).isEqualTo("rwx------");
        assertThat(mode(ofApplication)).isEqualTo("rwx------");
    }

    @Test
    void itStaysClosedWhenKafkaStreamsHasOpenedItToTheGroup() throws IOException {
        StateDirectory directory = StateDirectory.prepare(folder.resolve("state"), "taskflow");
        Path ofApplication = Files.createDirectory(directory.path().resolve("taskflow"));
        Files.setPosixFilePermissions(directory.path(), PosixFilePermissions.fromString("rwxr-x---"));

        directory.close();

        assertThat(mode(directory.path())).isEqualTo("rwx------");
        assertThat(mode(ofApplication)).isEqualTo("rwx------");
        assertThat(directory.freeBytes()).isPositive();
    }

    @Test
    void aSymbolicLinkDeepInsideIsRefused() throws IOException {
        Path task = Files.createDirectories(folder.resolve("state/taskflow/0_0"));
        Path link = Files.createSymbolicLink(task.resolve("rocksdb"), Files.createDirectory(folder.resolve("x")));

        assertThatThrownBy(() -> StateDirectory.prepare(folder.resolve("state"), "taskflow"))
                .isInstanceOf(InvalidConfiguration.class)
                .hasMessageContaining(link + " is a symbolic link");
    }

    @Test
    void aLinkToNothingIsRefused() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("nothing"));

        assertThatThrownBy(() -> StateDirectory.prepare(link, "taskflow"))
                .isInstanceOf(InvalidConfiguration.class)
                .hasMessageContaining(link + " is a symbolic link");
    }

    /** The root folder is another's for every user but one, and that one may give folders away. */
    @Test
    void aFolderOfAnotherUserIsRefused() throws IOException {
        Path folderOfAnother = folder.resolve("state/taskflow");
        if (System.getProperty("user.name").equals("root")) {
            Files.createDirectories(folderOfAnother);
            Files.setAttribute(folderOfAnother, "unix:uid", 65_534);
            assertThatThrownBy(() -> StateDirectory.prepare(folder.resolve("state"), "taskflow"))
                    .isInstanceOf(InvalidConfiguration.class)
                    .hasMessageContaining(folderOfAnother + " belongs to user ");
        } else {
            assertThatThrownBy(() -> StateDirectory.prepare(Path.of("/"), "taskflow"))
                    .isInstanceOf(InvalidConfiguration.class)
                    .hasMessageContaining("is not open to user");
        }
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

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
