package dev.taskflow.cli;

import dev.taskflow.cli.api.Query;
import dev.taskflow.cli.api.Shapes;
import java.util.List;
import picocli.CommandLine.Option;

/** A command that shows what an instance knows. */
abstract class ReadCommand extends OperatorCommand {

    @Option(
            names = "--reveal",
            description =
                    "Show what is left out by default: inputs, outputs, stateJson, waitJson, other owners' keys and the like."
                            + " Logged for operators.")
    private boolean reveal;

    /** The parameters of a request, with what all such commands add. */
    Query query() {
        return new Query().reveal(reveal);
    }

    /** Whose these are, as a column. */
    OwnerColumn owners(List<? extends Shapes.Owned> rows) {
        return new OwnerColumn(rows, reveal);
    }
}
