package dev.taskflow.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One example: its folder, and the commands of its README, each line of which is run by its text. Ends what it started. For use
 * by one thread.
 */
final class Example implements AutoCloseable {
    private static final Pattern SHELL_BLOCK =
            Pattern.compile("^```sh\\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL);

    private final Path folder;
    private final Path outputs;
    private final Map<String, String> variables;
    private final List<String> commands;
    private final List<String> notRun;
    private final Deque<Run> runs = new ArrayDeque<>();

    /**
     * @param outputs where what the commands print is kept
     * @param variables what the commands find in their environment
     */
    Example(Path folder, Path outputs, Map<String, String> variables) throws IOException {
        this.folder = folder;
        this.outputs = Files.createDirectories(outputs.resolve(folder.getFileName()));
        this.variables = new HashMap<>(variables);
        this.commands = commandsOf(folder.resolve("README.md"));
        this.notRun = new ArrayList<>(commands);
    }

    private static List<String> commandsOf(Path readme) throws IOException {
        Matcher blocks = SHELL_BLOCK.matcher(Files.readString(readme));
        List<String> commands = new ArrayList<>();
        while (blocks.find()) {
            blocks.group(1).lines().forEach(commands::add);
        }
        assertThat(commands).as("commands of " + readme).isNotEmpty().doesNotHaveDuplicates();
        return commands;
    }

    /** The README's commands that were not run so far. */
    List<String> notRun() {
        return List.copyOf(notRun);
    }

    void set(String variable, String value) {
        variables.put(variable, value);
    }

    /** Runs an assignment of the README, and keeps what it assigns for later commands. */
    String assigned(String variable, String command) throws Exception {
        Run assignment = start(command, "%s\nprintf %%s \"$%s\"".formatted(quoted(command), variable));
        assertThat(assignment.exitCode()).as(assignment.output()).isZero();
        set(variable, assignment.output());
        return assignment.output();
    }

    /** Runs a command of the README to its end, which must be a good one; gives back what it printed. */
    String run(String command) throws Exception {
        Run run = start(command);
        assertThat(run.exitCode()).as("%s: %s", command, run.output()).isZero();
        return run.output();
    }

    /** Starts a command of the README. */
    Run start(String command) throws IOException {
        return start(command, "exec " + quoted(command));
    }

    private String quoted(String command) {
        assertThat(commands).as("the README's commands").contains(command);
        notRun.remove(command);
        return command;
    }

    private Run start(String command, String script) throws IOException {
        Path output = outputs.resolve(runs.size() + ".txt");
        ProcessBuilder shell = new ProcessBuilder("sh", "-c", script).directory(folder.toFile());
        shell.environment().putAll(variables);
        Run run = new Run(
                command,
                shell.redirectErrorStream(true).redirectOutput(output.toFile()).start(),
                output);
        runs.push(run);
        return run;
    }

    @Override
    public void close() {
        runs.forEach(Run::kill);
    }
}
