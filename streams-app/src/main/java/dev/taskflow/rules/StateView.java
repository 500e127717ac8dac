package dev.taskflow.rules;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the rules may see of the stores: read-only, as of before the current input. Used by the one thread that handles the
 * input. A row that cannot be read makes a method throw the store's own exception, which the rules let through: nothing has
 * been decided by then.
 */
public interface StateView {
    /** The flow, or null if there is none. */
    @Nullable
    Flow flow(String flowId);

    /** The task, or null if there is none. */
    @Nullable
    Task task(String flowId, String runId);

    /**
     * Shows the flow's tasks in the order of run ids until the visitor has had enough.
     *
     * @param afterRunId begins behind this run; null: begins with the first
     * @param visitor says whether to go on
     * @return whether the last task has been shown
     */
    boolean forEachTask(String flowId, @Nullable String afterRunId, Predicate<Task> visitor);
}
