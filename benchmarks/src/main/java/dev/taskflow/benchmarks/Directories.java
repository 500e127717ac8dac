package dev.taskflow.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Folders for what a measurement leaves on disk, which is much. */
record Directories(Path parent) {
    Path fresh() throws IOException {
        return Files.createTempDirectory(Files.createDirectories(parent), "run-");
    }

    /** Deletes one with everything in it. */
    void delete(Path directory) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(directory)) {
            deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.deleteIfExists(path);
        }
    }
}
