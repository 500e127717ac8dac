package dev.taskflow.cli;

import dev.taskflow.cli.api.Api;
import dev.taskflow.cli.api.Pages;
import dev.taskflow.cli.api.Shapes;
import dev.taskflow.cli.text.Table;
import dev.taskflow.cli.text.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code taskflow tasks list}. */
@Command(name = "list", description = "The tasks of a flow, by run id.", mixinStandardHelpOptions = true)
final class TasksListCommand extends ReadCommand {

    private static final int WORDS_WIDTH = 80;
    private static final String TASKS = "tasks";

    @Parameters(paramLabel = "FLOW", description = "The flow's id.")
    private String flow = "";

    @Mixin
    private PageOptions page = new PageOptions();

    @Override
    int run(Api api, Terminal terminal) {
        Pages tasks = page.read(api, Api.path("flows", flow, TASKS), TASKS, query());
        show(terminal, PageOptions.page(TASKS, tasks), () -> {
            terminal.table(table(tasks));
            PageOptions.mentionRest(terminal, tasks);
        });
        return ExitCode.DONE;
    }

    private static Table table(Pages tasks) {
        Table table = new Table("RUN", "RUNTIME", "STATUS", "ATTEMPT", "WORKER", "UPDATED", "LABEL", "SAYS");
        tasks.items().stream()
                .map(Shapes.Task::new)
                .forEach(task -> table.row(
                        task.runId(),
                        task.runtime(),
                        task.status(),
                        String.valueOf(task.attempt()),
                        task.workerId().isEmpty() ? "-" : task.workerId(),
                        task.updatedAt(),
                        task.label().isEmpty() ? "-" : task.label(),
                        Table.cut(task.says(), WORDS_WIDTH)));
        return table;
    }
}
