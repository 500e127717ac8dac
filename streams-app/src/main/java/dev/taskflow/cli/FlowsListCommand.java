package dev.taskflow.cli;

import dev.taskflow.cli.api.Api;
import dev.taskflow.cli.api.Pages;
import dev.taskflow.cli.api.Query;
import dev.taskflow.cli.api.Refused;
import dev.taskflow.cli.api.Shapes;
import dev.taskflow.cli.api.Unanswered;
import dev.taskflow.cli.text.Table;
import dev.taskflow.cli.text.Terminal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code taskflow flows list}. */
@Command(
        name = "list",
        description = {
            "Flows by owner, each owner's newest first, then how many there are without regard to filters.",
            "Active are those that are QUEUED, RUNNING or WAITING; cancel-requested are open ones.",
            "Where they are not all of one owner, a column tells whose they are. --reveal shows it always, with others' keys for"
                    + " operators."
        },
        mixinStandardHelpOptions = true)
final class FlowsListCommand extends ReadCommand {

    private static final int GOAL_WIDTH = 80;
    private static final String FLOWS = "flows";

    @Option(
            names = "--status",
            paramLabel = "STATUS",
            split = ",",
            description = "Any of these, for instance RUNNING,BLOCKED.")
    private List<String> statuses = List.of();

    @Option(names = "--controller", paramLabel = "ID", description = "Of this controller.")
    private @Nullable String controller;

    @Option(names = "--label", paramLabel = "KEY=VALUE", description = "With this label. May be repeated.")
    private Map<String, String> labels = new LinkedHashMap<>();

    @Option(
            names = "--created-from",
            paramLabel = "TIME",
            converter = Times.class,
            description = "Created then or later; a time, or 2h for two hours ago.")
    private @Nullable Instant createdFrom;

    @Option(names = "--created-to", paramLabel = "TIME", converter = Times.class, description = "Created before.")
    private @Nullable Instant createdTo;

    @Option(
            names = "--updated-from",
            paramLabel = "TIME",
            converter = Times.class,
            description = "Changed then or later.")
    private @Nullable Instant updatedFrom;

    @Option(names = "--updated-to", paramLabel = "TIME", converter = Times.class, description = "Last changed before.")
    private @Nullable Instant updatedTo;

    @Option(
            names = "--cancel-requested",
            arity = "0..1",
            fallbackValue = "true",
            paramLabel = "true|false",
            description = "Whether a cancel was requested.")
    private @Nullable Boolean cancelRequested;

    @Option(names = "--no-summary", description = "Leave out the counts, for which instances read every flow.")
    private boolean noSummary;

    @Mixin
    private PageOptions page = new PageOptions();

    @Override
    int run(Api api, Terminal terminal) {
        Pages flows = page.read(api, Api.path(FLOWS), FLOWS, filters());
        show(terminal, PageOptions.page(FLOWS, flows), () -> {
            terminal.table(table(flows));
            PageOptions.mentionRest(terminal, flows);
            if (!noSummary) {
                terminal.line(summary(api));
            }
        });
        return ExitCode.DONE;
    }

    private Query filters() {
        Query query = query().with(
                        "status",
                        statuses.isEmpty() ? null : String.join(",", statuses).toUpperCase(Locale.ROOT))
                .with("controller", controller)
                .with("createdFrom", createdFrom)
                .with("createdTo", createdTo)
                .with("updatedFrom", updatedFrom)
                .with("updatedTo", updatedTo)
                .with("cancelRequested", cancelRequested);
        labels.forEach((key, value) -> {
            if (key.indexOf(':') >= 0) {
                throw wrong("--label: the API cannot filter by a key with a colon, such as " + key);
            }
            query.with("label", key + ":" + value);
        });
        return query;
    }

    private Table table(Pages pages) {
        List<Shapes.Flow> flows = pages.items().stream().map(Shapes.Flow::new).toList();
        OwnerColumn owners = owners(flows);
        Table table = new Table(owners.header("FLOW", "MODE", "STATUS", "REVISION", "CONTROLLER", "TASKS", "GOAL"));
        flows.forEach(flow -> table.row(owners.row(
                flow,
                flow.flowId(),
                flow.syncMode(),
                flow.status(),
                String.valueOf(flow.revision()),
                flow.controllerId().isEmpty() ? "-" : flow.controllerId(),
                flow.activeTasks() + " active/" + flow.totalTasks() + " total",
                Table.cut(flow.goal(), GOAL_WIDTH))));
        return table;
    }

    /** The list is there already, so counts that cannot be had are no failure. */
    private static String summary(Api api) {
        try {
            Shapes.Counts counts = new Shapes.Counts(api.get(Api.path("counts"), new Query()));
            long active = counts.of("QUEUED") + counts.of("RUNNING") + counts.of("WAITING");
            return active + " active · " + counts.of("BLOCKED") + " blocked · " + counts.cancelRequested()
                    + " cancel-requested · " + counts.total() + " total";
        } catch (Refused | Unanswered none) {
            return "No counts: " + none.getMessage();
        }
    }
}
