package dev.taskflow.http.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of {@link StaticToken}s; {@code #} begins a comment line. Read again when it has changed. A changed file that cannot
 * be read or has a fault is refused whole: the tokens before stay, and the log says why.
 */
public final class TokenFile implements Authenticator {
    private static final Logger LOG = LoggerFactory.getLogger(TokenFile.class);

    private final Path file;
    private final long lookEveryNanos;
    private volatile List<StaticToken> tokens;
    private volatile long lookedAt;
    private @Nullable Stamp stamp;

    /** Tells one state of the file from another. */
    private record Stamp(FileTime modified, long size, @Nullable Object fileKey) {
        static Stamp of(Path file) throws IOException {
            var attributes = Files.readAttributes(file, java.nio.file.attribute.BasicFileAttributes.class);
            return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        }
    }

    /**
     * @param lookEvery how often, at most, it is looked whether the file has changed
     * @throws IllegalArgumentException if the file cannot be read or has a fault, naming file and line
     */
    public TokenFile(Path file, Duration lookEvery) {
        this.file = file;
        this.lookEveryNanos = lookEvery.toNanos();
        this.lookedAt = System.nanoTime();
        try {
            this.stamp = Stamp.of(file);
            this.tokens = read(file);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("cannot read the token file " + file + ": " + unreadable, unreadable);
        }
    }

    private static List<StaticToken> read(Path file) throws IOException {
        List<StaticToken> tokens = new ArrayList<>();
        Set<String> names = new HashSet<>();
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            try {
                StaticToken token = StaticToken.parse(line);
                if (!names.add(token.caller().name())) {
                    throw new IllegalArgumentException("the name is there twice");
                }
                tokens.add(token);
            } catch (IllegalArgumentException fault) {
                throw new IllegalArgumentException(file + " line " + (i + 1) + ": " + fault.getMessage(), fault);
            }
        }
        return List.copyOf(tokens);
    }

    @Override
    public Optional<Caller> caller(String token) {
        reloadIfChanged();
        byte[] hash = StaticToken.sha256(token);
        Optional<Caller> found = Optional.empty();
        for (StaticToken each : tokens) { // to the end, so that time tells nothing
            if (each.hasHash(hash)) {
                found = Optional.of(each.caller());
            }
        }
        return found;
    }

    private void reloadIfChanged() {
        if (System.nanoTime() - lookedAt >= lookEveryNanos) {
            reload();
        }
    }

    private synchronized void reload() {
        lookedAt = System.nanoTime();
        try {
            Stamp now = Stamp.of(file);
            if (!now.equals(stamp)) {
                stamp = now;
                tokens = read(file);
                LOG.info("Tokens read again: file={} tokens={}", file, tokens.size());
            }
        } catch (IOException | IllegalArgumentException fault) {
            LOG.error("Tokens stay as they were, as the file cannot be used: {}", fault.toString());
        }
    }
}
