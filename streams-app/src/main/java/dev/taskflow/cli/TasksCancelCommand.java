package dev.taskflow.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.taskflow.cli.api.Api;
import dev.taskflow.cli.text.Terminal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code taskflow tasks cancel}. */
@Command(
        name = "cancel",
        description =
                "Cancel one task. One that runs is told to stop and stays active until its worker reports or its grace ends.",
        mixinStandardHelpOptions = true)
final class TasksCancelCommand extends WriteCommand {

    @Parameters(index = "0", paramLabel = "FLOW", description = "The flow's id.")
    private String flow = "";

    @Parameters(index = "1", paramLabel = "RUN", description = "The task's run id.")
    private String run = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; the worker is told.")
    private @Nullable String reason;

    @Override
    int run(Api api, Terminal terminal) {
        ObjectNode body = object();
        if (reason != null) {
            body.put("reason", reason);
        }
        return report(terminal, send(api, Api.path("flows", flow, "tasks", run, "cancel"), body));
    }
}
