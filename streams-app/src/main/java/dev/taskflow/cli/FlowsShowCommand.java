package dev.taskflow.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskflow.cli.api.Api;
import dev.taskflow.cli.text.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code taskflow flows show}. */
@Command(name = "show", description = "All about a flow.", mixinStandardHelpOptions = true)
final class FlowsShowCommand extends ReadCommand {

    @Parameters(
            paramLabel = "FLOW",
            description =
                    "A flow's id; else an owner key, which stands for that owner's newest open flow, or the newest if none is open.")
    private String flow = "";

    @Override
    int run(Api api, Terminal terminal) {
        JsonNode found = api.get(Api.path("flows", flow), query());
        show(terminal, found, () -> Details.print(terminal, found));
        return ExitCode.DONE;
    }
}
