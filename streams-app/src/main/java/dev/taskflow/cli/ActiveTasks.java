package dev.taskflow.cli;

import dev.taskflow.cli.api.Api;
import dev.taskflow.cli.api.Pages;
import dev.taskflow.cli.api.Query;
import dev.taskflow.cli.api.Shapes;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which tasks a cancel still waits for. Asks for names only when their number has changed. */
final class ActiveTasks {

    private static final int NAMED = 3;

    /** Of a flow with more tasks only the number is told: its list would be read over and over. */
    private static final int LISTED = 500;

    private final Api api;
    private final String flow;
    private long active = -1;
    private String words = "";

    ActiveTasks(Api api, String flow) {
        this.api = api;
        this.flow = flow;
    }

    String inWords(Shapes.Flow now) {
        if (!now.cancelRequested()) {
            return now.flowId() + ": the cancel is on its way";
        }
        if (now.activeTasks() != active) {
            active = now.activeTasks();
            words = now.flowId() + ": cancel requested, " + active + " of " + now.totalTasks() + " tasks active"
                    + (now.totalTasks() <= LISTED ? names() : "");
        }
        return words;
    }

    private String names() {
        List<Shapes.Task> tasks = Pages.read(
                        api, Api.path("flows", flow, "tasks"), "tasks", new Query(), Optional.empty(), LISTED)
                .items()
                .stream()
                .map(Shapes.Task::new)
                .filter(Shapes.Task::active)
                .toList();
        String first = tasks.stream()
                .limit(NAMED)
                .map(task -> task.runId() + " " + task.status())
                .collect(Collectors.joining(", "));
        int more = tasks.size() - NAMED;
        return tasks.isEmpty() ? "" : ": " + first + (more > 0 ? " and " + more + " more" : "");
    }
}
