package dev.taskflow.rules;

import java.util.Iterator;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One flow and its tasks as they are stored; immutable. Says nothing about any other flow, as a partition's store would. */
record World(@Nullable Flow flow, SortedMap<String, Task> tasks) implements StateView {
    /** No flow at all. */
    static final World EMPTY = new World(null, new TreeMap<>());

    /** The world after a decision is stored; this very world if no row changes. */
    World after(Decision decision) {
        if (!(decision instanceof Decision.Decided decided)
                || (decided.after() == null && decided.tasks().isEmpty())) {
            return this;
        }
        SortedMap<String, Task> stored = new TreeMap<>(tasks);
        decided.tasks().forEach(task -> stored.put(task.runId(), task));
        return new World(decided.after() != null ? decided.after() : flow, stored);
    }

    boolean isTerminal() {
        return flow != null && flow.isTerminal();
    }

    boolean hasIntent() {
        return flow != null && flow.cancelIntent() != null;
    }

    @Nullable
    Task task(String runId) {
        return tasks.get(runId);
    }

    @Override
    public @Nullable Flow flow(String flowId) {
        return flow != null && flow.id().equals(flowId) ? flow : null;
    }

    @Override
    public @Nullable Task task(String flowId, String runId) {
        return flow(flowId) != null ? tasks.get(runId) : null;
    }

    @Override
    public boolean forEachTask(String flowId, @Nullable String afterRunId, Predicate<Task> visitor) {
        if (flow(flowId) == null) {
            return true;
        }
        Iterator<Task> behind = tasks.tailMap(afterRunId == null ? "" : afterRunId + '\0')
                .values()
                .iterator();
        while (behind.hasNext()) {
            if (!visitor.test(behind.next())) {
                return !behind.hasNext();
            }
        }
        return true;
    }
}
