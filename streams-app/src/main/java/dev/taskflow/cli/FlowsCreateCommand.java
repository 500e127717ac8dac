package dev.taskflow.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.taskflow.cli.api.Api;
import dev.taskflow.cli.text.Terminal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code taskflow flows create}. */
@Command(name = "create", description = "Create a flow, with its first tasks.", mixinStandardHelpOptions = true)
final class FlowsCreateCommand extends WriteCommand {

    @Option(
            names = "--flow-id",
            paramLabel = "ID",
            description = "Its id, best at random. Else one is made, from the idempotency key.")
    private @Nullable String flowId;

    @Option(names = "--goal", paramLabel = "TEXT", description = "What it is for. Needed, unless in --json-file.")
    private @Nullable String goal;

    @Option(names = "--controller", paramLabel = "ID", description = "Who steers it. Needed for a MANAGED flow.")
    private @Nullable String controller;

    @Option(names = "--mode", paramLabel = "MODE", description = "MANAGED or TASK_MIRRORED.")
    private @Nullable String mode;

    @Option(names = "--initial-status", paramLabel = "STATUS", description = "QUEUED or RUNNING.")
    private @Nullable String initialStatus;

    @Option(names = "--completion", paramLabel = "WHEN", description = "EXPLICIT or WHEN_TASKS_SETTLE.")
    private @Nullable String completion;

    @Option(names = "--on-task-failure", paramLabel = "POLICY", description = "CONTINUE or CANCEL_SIBLINGS.")
    private @Nullable String onTaskFailure;

    @Option(
            names = "--close-policy",
            paramLabel = "POLICY",
            description = "CANCEL_TASKS, ABANDON_TASKS or REJECT_IF_ACTIVE.")
    private @Nullable String closePolicy;

    @Option(names = "--notify-policy", paramLabel = "POLICY", description = "DONE_ONLY, STATE_CHANGES or SILENT.")
    private @Nullable String notifyPolicy;

    @Option(
            names = "--deadline",
            paramLabel = "TIME",
            description = "When it is cancelled if it is still open, for instance 2026-11-22T10:15:30Z.")
    private @Nullable String deadline;

    @Option(
            names = "--cancel-grace",
            paramLabel = "DURATION",
            converter = Durations.class,
            description = "How long its tasks may take to stop.")
    private @Nullable Duration cancelGrace;

    @Option(names = "--label", paramLabel = "KEY=VALUE", description = "A label. May be repeated.")
    private Map<String, String> labels = new LinkedHashMap<>();

    @Mixin
    private TaskArguments tasks = new TaskArguments();

    @Mixin
    private BodyOptions body = new BodyOptions();

    @Override
    boolean spawns() {
        return true;
    }

    @Override
    int run(Api api, Terminal terminal) {
        ObjectNode flow = body.or(made());
        if (!flow.hasNonNull("goal")) {
            throw wrong("--goal is missing: say what the flow is for");
        }
        return report(terminal, send(api, Api.path("flows"), flow));
    }

    private ObjectNode made() {
        ObjectNode made = object();
        put(made, "flowId", flowId);
        put(made, "goal", goal);
        put(made, "controllerId", controller);
        put(made, "syncMode", mode);
        put(made, "initialStatus", initialStatus);
        put(made, "completion", completion);
        put(made, "onTaskFailure", onTaskFailure);
        put(made, "closePolicy", closePolicy);
        put(made, "notifyPolicy", notifyPolicy);
        put(made, "deadline", deadline);
        if (cancelGrace != null) {
            made.put("cancelGraceMs", cancelGrace.toMillis());
        }
        if (!labels.isEmpty()) {
            labels.forEach(made.putObject("labels")::put);
        }
        if (!tasks.isEmpty()) {
            made.set("tasks", tasks.json());
        }
        return made;
    }

    private static void put(ObjectNode object, String name, @Nullable String value) {
        if (value != null) {
            object.put(name, value);
        }
    }
}
