package dev.taskflow.devkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one directory of a broker, held by one process at a time. Kafka takes its own lock only after the controller has
 * written there, so this one is taken before anything is read or written.
 */
final class DataDirectory implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DataDirectory.class);
    private static final String LOCK_FILE = "taskflow-dev.lock";
    private static final String REMEDY = " or choose another with --data-dir";

    /** Kafka writes this last when it formats a directory. */
    private static final String FORMATTED = "meta.properties";

    private final Path path;
    private final FileChannel lock;
    private final boolean temporary;

    private DataDirectory(Path path, FileChannel lock, boolean temporary) {
        this.path = path;
        this.lock = lock;
        this.temporary = temporary;
    }

    /** Opens the given directory, made if it does not exist; null means one that is deleted on close. */
    static DataDirectory open(@Nullable Path directory) {
        if (directory == null) {
            return openTemporary();
        }
        Path path = directory.toAbsolutePath().normalize();
        try {
            // A symbolic link to a directory is fine, which createDirectories alone would refuse.
            if (!Files.isDirectory(path)) {
                Files.createDirectories(path);
            }
            requireOwnOrEmpty(path);
            return new DataDirectory(path, lock(path), false);
        } catch (IOException e) {
            throw new StartFailedException(
                    "data directory " + path + " cannot be used (" + reason(e)
                            + "): make it a directory that this user can write" + REMEDY,
                    e);
        }
    }

    /** Kafka takes every folder in its directory for a partition of its own, and may delete it. */
    private static void requireOwnOrEmpty(Path path) throws IOException {
        if (Files.exists(path.resolve(FORMATTED))) {
            return;
        }
        try (Stream<Path> entries = Files.list(path)) {
            entries.map(entry -> String.valueOf(entry.getFileName()))
                    .filter(name -> !isLeftOfUnfinishedFormat(name))
                    .findFirst()
                    .ifPresent(name -> {
                        throw new StartFailedException("data directory " + path + " holds something else (" + name
                                + "): give an empty one, one of an earlier start," + REMEDY);
                    });
        }
    }

    private static boolean isLeftOfUnfinishedFormat(String name) {
        return name.equals(LOCK_FILE) || name.equals("bootstrap.checkpoint") || name.endsWith(".tmp");
    }

    private static DataDirectory openTemporary() {
        try {
            Path path = Files.createTempDirectory("taskflow-dev-kafka-");
            return new DataDirectory(path, lock(path), true);
        } catch (IOException e) {
            throw new StartFailedException(
                    "no temporary directory for the broker's data (" + reason(e)
                            + "): free some space, set -Djava.io.tmpdir," + REMEDY,
                    e);
        }
    }

    private static FileChannel lock(Path path) throws IOException {
        FileChannel channel =
                FileChannel.open(path.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (ExclusiveLock.tryLock(channel) == null) {
                throw new StartFailedException(
                        "data directory " + path + " is in use by another development broker: stop that one" + REMEDY);
            }
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static String reason(IOException e) {
        return e.getClass().getSimpleName() + ": " + e.getMessage();
    }

    Path path() {
        return path;
    }

    /** Gives the directory up, and deletes it if it is temporary. */
    @Override
    public void close() {
        try {
            if (temporary) {
                deleteRecursively(path);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("The temporary data directory {} could not be deleted", path, e);
        } finally {
            closeLock();
        }
    }

    private void closeLock() {
        try {
            lock.close();
        } catch (IOException e) {
            LOG.warn("The lock of data directory {} could not be given up", path, e);
        }
    }

    private static void deleteRecursively(Path root) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> tree = Files.walk(root)) {
            deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
        } catch (NoSuchFileException alreadyGone) {
            return;
        }
        for (Path file : deepestFirst) {
            Files.deleteIfExists(file);
        }
    }
}
