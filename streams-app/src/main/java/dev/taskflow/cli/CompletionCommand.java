package dev.taskflow.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code taskflow completion}: what a shell needs to complete our commands. */
@Command(
        name = "completion",
        description =
                "Print a script for bash and zsh that completes commands and options: source <(taskflow completion)",
        mixinStandardHelpOptions = true)
final class CompletionCommand implements Callable<Integer>, QuietCommand {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        out.print(AutoComplete.bash(spec.root().name(), spec.root().commandLine()));
        out.flush();
        return ExitCode.DONE;
    }
}
