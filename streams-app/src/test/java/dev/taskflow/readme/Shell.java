package dev.taskflow.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A shell in which {@code taskflow} is the program of the distribution. For use by one thread. */
final class Shell {
    private static final int PATIENCE_SECONDS = 180;

    private final Path directory;
    private final Map<String, String> variables;

    /** @param variables what commands find in their environment; may be added to */
    Shell(Path directory, Map<String, String> variables) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.variables = new HashMap<>(variables);
        Path programs = Files.createDirectories(directory.resolve("bin"));
        Path jar = Path.of(System.getProperty("distribution"), "taskflow.jar").toAbsolutePath();
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Path program = Files.writeString(
                programs.resolve("taskflow"),
                "#!/bin/sh\nexec '%s' -XX:TieredStopAtLevel=1 -Dsun.stdout.encoding=UTF-8 -jar '%s' \"$@\"\n"
                        .formatted(java, jar));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        this.variables.put("PATH", programs + ":" + System.getenv("PATH"));
    }

    void set(String variable, String value) {
        variables.put(variable, value);
    }

    Path directory() {
        return directory;
    }

    /** Runs commands to their end; gives back all that they printed, errors included. */
    String run(String commands) throws IOException, InterruptedException {
        Path output = Files.createTempFile(directory, "output", ".txt");
        ProcessBuilder shell = new ProcessBuilder("sh", "-c", commands).directory(directory.toFile());
        shell.environment().putAll(variables);
        Process process =
                shell.redirectErrorStream(true).redirectOutput(output.toFile()).start();
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("%s ends; it printed %s", commands, Files.readString(output))
                    .isTrue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        return Files.readString(output);
    }
}
