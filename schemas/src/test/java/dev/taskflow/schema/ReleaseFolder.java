package dev.taskflow.schema;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;

/**
 * The folder of released schemas: {@code v<n>/<Record>.avsc}, and {@code FROZEN}, which holds a line
 * {@code v<n> <sha256>} for each version that has been given out and so may never change again.
 */
record ReleaseFolder(Path root) {

    static ReleaseFolder ofThisModule() {
        return new ReleaseFolder(Path.of("src", "main", "resources", "dev", "taskflow", "released"));
    }

    int newest() {
        int newest = 0;
        while (Files.isDirectory(folder(newest + 1))) {
            newest++;
        }
        return newest;
    }

    List<Schema> versionsOf(String record) {
        List<Schema> versions = new ArrayList<>();
        for (int version = 1; version <= newest(); version++) {
            Path document = folder(version).resolve(record + ".avsc");
            if (Files.exists(document)) {
                versions.add(new Schema.Parser().parse(read(document)));
            }
        }
        return versions;
    }

    /** Writes all documents of the newest version again, or of the next one. */
    void write(String version, List<GatedRecord> records) throws IOException {
        int number = number(version);
        int newest = newest();
        if (number > newest + 1 || number < Math.max(newest, 1)) {
            throw new IllegalStateException("Only the newest version v" + newest + " or the next one v" + (newest + 1)
                    + " can be written, not " + version);
        }
        if (frozen().containsKey(version)) {
            throw new IllegalStateException(
                    version + " has been given out and is frozen; write v" + (newest + 1) + " instead");
        }
        Files.createDirectories(folder(number));
        for (GatedRecord record : records) {
            Files.writeString(folder(number).resolve(record.name() + ".avsc"), record.document());
        }
    }

    /** Says that the newest version has been given out. */
    void freezeNewest() throws IOException {
        String version = "v" + newest();
        if (newest() == 0 || frozen().containsKey(version)) {
            throw new IllegalStateException("There is no version that is not frozen");
        }
        Files.writeString(
                root.resolve("FROZEN"),
                version + " " + digest(version) + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    /** Versions whose documents are not what they were when they were frozen. */
    List<String> changedSinceFrozen() {
        return frozen().entrySet().stream()
                .filter(entry -> !digest(entry.getKey()).equals(entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private Map<String, String> frozen() {
        Map<String, String> digests = new LinkedHashMap<>();
        Path file = root.resolve("FROZEN");
        if (Files.exists(file)) {
            read(file).lines().map(line -> line.split(" ", 2)).forEach(parts -> digests.put(parts[0], parts[1]));
        }
        return digests;
    }

    private String digest(String version) {
        try (Stream<Path> documents = Files.list(folder(number(version)))) {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            documents.sorted().forEach(document -> {
                sha256.update(document.getFileName().toString().getBytes(StandardCharsets.UTF_8));
                // Whatever line ends a checkout has.
                sha256.update(read(document).replace("\r\n", "\n").getBytes(StandardCharsets.UTF_8));
            });
            return HexFormat.of().formatHex(sha256.digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private Path folder(int version) {
        return root.resolve("v" + version);
    }

    private static int number(String version) {
        if (!version.matches("v[1-9][0-9]{0,5}")) {
            throw new IllegalArgumentException("A version is v1, v2 and so on, not '" + version + "'");
        }
        return Integer.parseInt(version.substring(1));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
