package dev.taskflow.state;

import dev.taskflow.rules.Flow;
import dev.taskflow.rules.StateView;
import dev.taskflow.rules.Task;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The stores as the rules see them. */
public final class StoredState implements StateView {
    private final FlowStore flows;
    private final TaskStore tasks;

    public StoredState(FlowStore flows, TaskStore tasks) {
        this.flows = flows;
        this.tasks = tasks;
    }

    @Override
    public @Nullable Flow flow(String flowId) {
        return flows.get(flowId);
    }

    @Override
    public @Nullable Task task(String flowId, String runId) {
        return tasks.get(flowId, runId);
    }

    @Override
    public boolean forEachTask(String flowId, @Nullable String afterRunId, Predicate<Task> visitor) {
        return tasks.forEach(flowId, afterRunId, visitor);
    }

    @Override
    public @Nullable String forEachActiveTask(
            String flowId, @Nullable String afterRunId, int mostRows, Predicate<Task> visitor) {
        return tasks.forEachActive(flowId, afterRunId, mostRows, visitor);
    }
}
