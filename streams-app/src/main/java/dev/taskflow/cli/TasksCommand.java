package dev.taskflow.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code taskflow tasks}: see tasks, and cancel one. */
@Command(
        name = "tasks",
        description = "See the tasks of a flow, and cancel one, by way of any instance's HTTP API.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "list|show|cancel",
        subcommands = {TasksListCommand.class, TasksShowCommand.class, TasksCancelCommand.class})
final class TasksCommand implements Runnable, QuietCommand {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "list, show or cancel?");
    }
}
