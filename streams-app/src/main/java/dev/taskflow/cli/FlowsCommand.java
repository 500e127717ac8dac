package dev.taskflow.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code taskflow flows}: see and steer flows. */
@Command(
        name = "flows",
        description = "See and steer flows, by way of any instance's HTTP API.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "list|show|create|spawn|cancel|watch",
        subcommands = {
            FlowsListCommand.class,
            FlowsShowCommand.class,
            FlowsCreateCommand.class,
            FlowsSpawnCommand.class,
            FlowsCancelCommand.class,
            FlowsWatchCommand.class
        })
final class FlowsCommand implements Runnable, QuietCommand {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "list, show, create, spawn, cancel or watch?");
    }
}
