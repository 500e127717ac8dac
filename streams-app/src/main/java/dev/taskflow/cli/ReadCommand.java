package dev.taskflow.cli;

import dev.taskflow.cli.api.Query;
import picocli.CommandLine.Option;

/** A command that shows what an instance knows. */
abstract class ReadCommand extends OperatorCommand {

    @Option(
            names = "--reveal",
            description =
                    "Show what is left out by default: inputs, outputs, stateJson, waitJson and the like. Logged for operators.")
    private boolean reveal;

    /** The parameters of a request, with what all such commands add. */
    Query query() {
        return new Query().reveal(reveal);
    }
}
