package dev.taskflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** ARCHITECTURE.md names files that are there, and short enough to be read on the way. */
class ArchitecturePageTest {
    private static final Path SOURCES = Path.of("src", "main", "java");
    private static final Pattern NAMED = Pattern.compile("`([A-Z][A-Za-z]+)(\\.[a-z]+)?`");
    private static final int MOST_LINES = 300;

    @Test
    void everyFileOnTheWayOfACommandIsThereAndShort() throws IOException {
        Map<String, Path> files = files();
        String page = Files.readString(Path.of("ARCHITECTURE.md"));
        TreeSet<String> named = NAMED.matcher(page)
                .results()
                .map(MatchResult::group)
                .map(name -> name.replaceAll("[`]|\\.[a-z]+", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        named.removeAll(List.of("SpawnTasks", "ArchitectureTest"));

        assertThat(named).hasSizeGreaterThan(30).allSatisfy(name -> {
            assertThat(files).as("file of " + name).containsKey(name);
            assertThat(Files.readAllLines(files.get(name)))
                    .as("lines of " + name)
                    .hasSizeLessThanOrEqualTo(MOST_LINES);
        });
    }

    private static Map<String, Path> files() throws IOException {
        Map<String, Path> files = new LinkedHashMap<>();
        try (Stream<Path> all = Files.walk(SOURCES)) {
            all.filter(each -> each.toString().endsWith(".java"))
                    .forEach(each -> files.put(each.getFileName().toString().replace(".java", ""), each));
        }
        return files;
    }
}
