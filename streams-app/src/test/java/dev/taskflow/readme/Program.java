package dev.taskflow.readme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Java program out of the README, run from its source in a JVM of its own. */
final class Program implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern JAVA_BLOCK =
            Pattern.compile("^```java\\n(.*?public class (\\w+) .*?)^```", Pattern.MULTILINE | Pattern.DOTALL);

    private final Process process;
    private final Path out;
    private final Path errors;

    private Program(Process process, Path out, Path errors) {
        this.process = process;
        this.out = out;
        this.errors = errors;
    }

    /** Starts the README's program of this name, in a directory of its own. */
    static Program start(String className, Path directory, String classPath, String... arguments) throws IOException {
        Path source = Files.writeString(directory.resolve(className + ".java"), source(className));
        Path out = directory.resolve(className + ".out");
        Path errors = directory.resolve(className + ".err");
        ProcessBuilder program = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath,
                source.toString());
        program.command().addAll(List.of(arguments));
        return new Program(
                program.redirectOutput(out.toFile())
                        .redirectError(errors.toFile())
                        .start(),
                out,
                errors);
    }

    private static String source(String className) throws IOException {
        Matcher blocks = JAVA_BLOCK.matcher(Files.readString(Path.of(System.getProperty("readme"))));
        while (blocks.find()) {
            if (blocks.group(2).equals(className)) {
                return blocks.group(1);
            }
        }
        throw new AssertionError("README.md has no Java block with the class " + className);
    }

    /** Waits until it has ended well; gives back what it printed. */
    String output() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("it ends")
                .isTrue();
        assertThat(process.exitValue()).as(read(errors)).isZero();
        return read(out).strip();
    }

    /** Waits until it has printed this. */
    void awaitOutput(String text) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(process.isAlive()).as(read(errors)).isTrue();
            assertThat(read(out)).contains(text);
        });
    }

    /** Asks it to stop, as a user does, and waits until it has. */
    void stop() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("it stops")
                .isTrue();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
