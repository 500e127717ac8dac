package dev.taskflow.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskflow.cli.api.Api;
import dev.taskflow.cli.text.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code taskflow tasks show}. */
@Command(name = "show", description = "All about a task.", mixinStandardHelpOptions = true)
final class TasksShowCommand extends ReadCommand {

    @Parameters(index = "0", paramLabel = "FLOW", description = "The flow's id.")
    private String flow = "";

    @Parameters(index = "1", paramLabel = "RUN", description = "The task's run id.")
    private String run = "";

    @Override
    int run(Api api, Terminal terminal) {
        JsonNode found = api.get(Api.path("flows", flow, "tasks", run), query());
        show(terminal, found, () -> Details.print(terminal, found));
        return ExitCode.DONE;
    }
}
