package dev.taskflow.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/** The wall clock of a process of its own, moved under it as an administrator or a time server does. Needs Linux and a C compiler. */
final class WallClock implements ClockStepScenario.MovableClock {
    private final Path library;
    private final Path file;
    private long seconds;

    private WallClock(Path library, Path file) {
        this.library = library;
        this.file = file;
    }

    static boolean isAvailable() {
        return System.getProperty("os.name").equals("Linux") && Files.isExecutable(Path.of("/usr/bin/cc"));
    }

    /** @param folder where what it needs goes */
    static WallClock make(Path folder) throws IOException, InterruptedException {
        Path source = folder.resolve("wall-clock.c");
        try (InputStream in = WallClock.class.getResourceAsStream("/clock/wall-clock.c")) {
            Files.copy(Objects.requireNonNull(in), source);
        }
        Path library = folder.resolve("wall-clock.so");
        Process compiler = new ProcessBuilder(
                        "/usr/bin/cc", "-shared", "-fPIC", "-o", library.toString(), source.toString(), "-ldl")
                .inheritIO()
                .start();
        assertThat(compiler.waitFor()).as("the C compiler's exit").isZero();
        WallClock clock = new WallClock(library, folder.resolve("seconds"));
        clock.step(Duration.ZERO);
        return clock;
    }

    /** What the process has to have in its environment. */
    Map<String, String> environment() {
        return Map.of("LD_PRELOAD", library.toString(), "WALL_CLOCK_FILE", file.toString());
    }

    @Override
    public void step(Duration by) {
        seconds += by.toSeconds();
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.writeLong(Long.reverseBytes(seconds)); // as this machine has it in memory
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
