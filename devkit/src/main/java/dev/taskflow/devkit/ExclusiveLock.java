package dev.taskflow.devkit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import org.jspecify.annotations.Nullable;

/** Exclusive file locks, within this JVM and between processes. The system drops them when a process dies. */
final class ExclusiveLock {
    private ExclusiveLock() {}

    /** Takes the lock for as long as the channel is open; null if somebody else has it. */
    static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldInThisJvm) {
            return null;
        }
    }
}
