package dev.taskflow.devkit;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registry's events in a file, one JSON object a line after a first line that names the format. Held by one process at
 * a time. Not safe for use by several threads.
 */
final class Journal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final byte[] HEADER =
            "{\"journal\":\"taskflow-dev-registry\",\"format\":1}\n".getBytes(StandardCharsets.UTF_8);

    private final Path file;
    private final FileChannel channel;

    private Journal(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Opens a journal, made if it does not exist, and hands over its events. A last line without its end is what a crash
     * leaves of an event that was never answered: it is cut off.
     *
     * @throws StartFailedException if the file is held by another process, unreadable, or not a journal of ours
     */
    static Journal open(Path path, Consumer<RegistryEvent> replay) {
        Path file = path.toAbsolutePath().normalize();
        FileChannel channel = openLocked(file);
        boolean opened = false;
        try {
            Journal journal = new Journal(file, channel);
            journal.replay(replay);
            opened = true;
            return journal;
        } catch (IOException e) {
            throw unusable(file, e);
        } finally {
            if (!opened) {
                closeQuietly(channel);
            }
        }
    }

    private static FileChannel openLocked(Path file) {
        try {
            Path folder = file.getParent();
            if (folder != null && !Files.isDirectory(folder)) {
                Files.createDirectories(folder);
            }
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (ExclusiveLock.tryLock(channel) == null) {
                channel.close();
                throw new StartFailedException(
                        "registry journal " + file
                                + " is in use by another development registry: stop that one or choose another with --data-dir");
            }
            return channel;
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    private static StartFailedException unusable(Path file, IOException e) {
        return new StartFailedException(
                "registry journal " + file + " cannot be used (" + e.getClass().getSimpleName() + ": " + e.getMessage()
                        + "): make it a file that this user can write or choose another with --data-dir",
                e);
    }

    private void replay(Consumer<RegistryEvent> replay) throws IOException {
        byte[] content = Channels.newInputStream(channel).readAllBytes();
        if (content.length < HEADER.length && startsWith(HEADER, content)) {
            channel.truncate(0);
            write(HEADER);
            return;
        }
        if (!startsWith(content, HEADER)) {
            throw corrupt(1, "it does not begin as a journal of this registry");
        }
        int lineNumber = 2;
        int start = HEADER.length;
        for (int end = endOfLine(content, start); end >= 0; end = endOfLine(content, start)) {
            replayLine(content, start, end, lineNumber, replay);
            start = end + 1;
            lineNumber++;
        }
        if (start < content.length) {
            LOG.warn(
                    "Registry journal {} ends in the middle of line {}, as after a crash: those {} bytes are cut off",
                    file,
                    lineNumber,
                    content.length - start);
            channel.truncate(start);
        }
        channel.position(start);
    }

    private void replayLine(byte[] content, int start, int end, int lineNumber, Consumer<RegistryEvent> replay) {
        try {
            replay.accept(JSON.readValue(content, start, end - start, RegistryEvent.class));
        } catch (IOException | RuntimeException e) {
            throw corrupt(lineNumber, String.valueOf(e.getMessage()));
        }
    }

    private StartFailedException corrupt(int lineNumber, String reason) {
        return new StartFailedException("registry journal " + file + " is corrupt at line " + lineNumber + " (" + reason
                + "): restore the file, or move it away together with the broker's data, which holds ids from it");
    }

    /** Writes events to the disk. After a failure the journal is as it was before. */
    void append(List<? extends RegistryEvent> events) throws IOException {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (RegistryEvent event : events) {
            lines.writeBytes(JSON.writerFor(RegistryEvent.class).writeValueAsBytes(event));
            lines.write('\n');
        }
        long before = channel.position();
        try {
            write(lines.toByteArray());
        } catch (IOException e) {
            channel.truncate(before);
            throw e;
        }
    }

    private void write(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        channel.force(false);
    }

    private static int endOfLine(byte[] content, int from) {
        for (int i = from; i < content.length; i++) {
            if (content[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private static boolean startsWith(byte[] content, byte[] prefix) {
        return content.length >= prefix.length && Arrays.equals(content, 0, prefix.length, prefix, 0, prefix.length);
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.warn("A registry journal could not be closed", e);
        }
    }

    @Override
    public void close() {
        closeQuietly(channel);
    }
}
