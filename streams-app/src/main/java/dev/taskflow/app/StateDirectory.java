package dev.taskflow.app;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The folder of local state, this user's alone. It is looked at before Kafka Streams sees it: that one changes the mode of
 * whatever a symbolic link points at, and goes on with a folder of another user.
 */
final class StateDirectory {
    private static final Set<PosixFilePermission> OURS_ALONE = PosixFilePermissions.fromString("rwx------");

    private final Path root;
    private final Path ofApplication;

    private StateDirectory(Path root, Path ofApplication) {
        this.root = root;
        this.ofApplication = ofApplication;
    }

    /**
     * Makes the folder where it is missing, and closes it and what is in it to other users.
     *
     * @throws InvalidConfiguration if it, or a folder in it, cannot be used, saying why
     */
    static StateDirectory prepare(Path configured, String applicationId) {
        Path root = configured.toAbsolutePath().normalize();
        StateDirectory directory = new StateDirectory(root, root.resolve(applicationId));
        refuseLink(root);
        try {
            Files.createDirectories(root);
            Examination examination = new Examination(user(root));
            examination.refuseForeign(root);
            if (Files.exists(directory.ofApplication, LinkOption.NOFOLLOW_LINKS)) {
                Files.walkFileTree(directory.ofApplication, examination);
            }
            directory.close();
        } catch (FileAlreadyExistsException file) {
            throw unusable(root, "is not a folder");
        } catch (AccessDeniedException denied) {
            throw unusable(
                    root, "is not open to user " + System.getProperty("user.name", "?") + ": " + denied.getFile());
        } catch (IOException failure) {
            throw unusable(root, "cannot be used: " + failure);
        }
        return directory;
    }

    Path path() {
        return root;
    }

    /**
     * Closes it to other users, once more after Kafka Streams was made: that one opens it to the group.
     *
     * @throws IOException if the file system refuses that
     */
    void close() throws IOException {
        for (Path folder : List.of(root, ofApplication)) {
            if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS) && hasModes(folder)) {
                Files.setPosixFilePermissions(folder, OURS_ALONE);
            }
        }
    }

    /** How much more the file system can hold, in bytes. @throws IOException if it does not say */
    long freeBytes() throws IOException {
        return Files.getFileStore(root).getUsableSpace();
    }

    private static boolean hasModes(Path folder) {
        return folder.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** Who this process is in the eyes of the file system, which may know it by another name; null: it knows no users. */
    private static @Nullable UserPrincipal user(Path folder) throws IOException {
        Path probe = Files.createTempFile(folder, ".taskflow", null);
        try {
            return owner(probe);
        } finally {
            Files.delete(probe);
        }
    }

    private static @Nullable UserPrincipal owner(Path path) throws IOException {
        try {
            return Files.getOwner(path, LinkOption.NOFOLLOW_LINKS);
        } catch (UnsupportedOperationException noOwners) {
            return null;
        }
    }

    private static void refuseLink(Path folder) {
        if (Files.isSymbolicLink(folder)) {
            throw unusable(folder, "is a symbolic link; name the folder that it points at");
        }
    }

    private static InvalidConfiguration unusable(Path folder, String why) {
        return new InvalidConfiguration(
                List.of(ProcessorKeys.STATE_DIR + ": " + folder + " " + why + "; Kafka Streams keeps its state there"));
    }

    /** Refuses a link or a folder of another user, wherever it is. */
    private static final class Examination extends SimpleFileVisitor<Path> {
        private final @Nullable UserPrincipal user;

        Examination(@Nullable UserPrincipal user) {
            this.user = user;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
            refuseForeign(folder);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            refuseLink(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (failure instanceof NoSuchFileException) { // deleted meanwhile by another processor
                return FileVisitResult.CONTINUE;
            }
            throw failure;
        }

        private void refuseForeign(Path folder) throws IOException {
            UserPrincipal owner = owner(folder);
            if (owner != null && !owner.equals(user)) {
                throw unusable(
                        folder,
                        "belongs to user " + owner.getName() + ", not to "
                                + (user == null ? "this one" : user.getName())
                                + "; name a folder that TaskFlow can make itself");
            }
        }
    }
}
