package dev.taskflow.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.taskflow.cli.api.Api;
import dev.taskflow.cli.text.Terminal;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code taskflow flows spawn}. */
@Command(
        name = "spawn",
        description =
                "Add tasks to a managed flow, or say that none follow. A run id that is there already is left as it is.",
        mixinStandardHelpOptions = true)
final class FlowsSpawnCommand extends WriteCommand {

    @Parameters(paramLabel = "FLOW", description = "The flow's id.")
    private String flow = "";

    @Mixin
    private TaskArguments tasks = new TaskArguments();

    @Option(names = "--seal", description = "No further tasks follow.")
    private boolean seal;

    @Option(names = "--if-revision", paramLabel = "N", description = "Only if the flow has this revision.")
    private @Nullable Long revision;

    @Mixin
    private BodyOptions body = new BodyOptions();

    @Override
    boolean spawns() {
        return true;
    }

    @Override
    int run(Api api, Terminal terminal) {
        ObjectNode spawn = body.or(made());
        if (spawn.isEmpty()) {
            throw wrong("what? --task, --seal or --json-file");
        }
        OptionalLong expected = revision == null ? OptionalLong.empty() : OptionalLong.of(revision);
        return report(terminal, send(api, Api.path("flows", flow, "tasks"), spawn, expected));
    }

    private ObjectNode made() {
        ObjectNode made = object();
        if (!tasks.isEmpty()) {
            made.set("tasks", tasks.json());
        }
        if (seal) {
            made.put("seal", true);
        }
        return made;
    }
}
