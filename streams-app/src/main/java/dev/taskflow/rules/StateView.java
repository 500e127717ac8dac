package dev.taskflow.rules;

import java.util.ArrayList;
import java.util.List;
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

    /**
     * Shows the flow's active tasks in the order of run ids until the visitor has had enough (K10).
     *
     * @param afterRunId begins after this run; null: begins with the first
     * @param mostRows how many tasks are looked at, active or not; at least 1
     * @param visitor says whether to go on
     * @return the run that was looked at last; null: there is none after it
     */
    default @Nullable String forEachActiveTask(
            String flowId, @Nullable String afterRunId, int mostRows, Predicate<Task> visitor) {
        List<String> looked = new ArrayList<>();
        boolean through = forEachTask(flowId, afterRunId, task -> {
            looked.add(task.runId());
            boolean goesOn = !task.isActive() || visitor.test(task);
            return goesOn && looked.size() < mostRows;
        });
        return through ? null : looked.get(looked.size() - 1);
    }
}
