package dev.taskflow.topology;

import dev.taskflow.rules.Decision;
import dev.taskflow.rules.Flow;
import dev.taskflow.rules.Task;
import dev.taskflow.rules.Timer;
import dev.taskflow.state.FlowStore;
import dev.taskflow.state.OwnerIndex;
import dev.taskflow.state.TaskStore;
import dev.taskflow.state.TimerStore;

/** Stores what was decided. The only code that writes stores. */
final class StateWriter {
    private final FlowStore flows;
    private final TaskStore tasks;
    private final OwnerIndex owners;
    private final TimerStore timers;

    StateWriter(FlowStore flows, TaskStore tasks, OwnerIndex owners, TimerStore timers) {
        this.flows = flows;
        this.tasks = tasks;
        this.owners = owners;
        this.timers = timers;
    }

    void write(Decision.Decided decided) {
        if (decided.after() != null) {
            flows.put(decided.before(), decided.after());
            if (decided.before() == null) {
                owners.add(decided.after());
            }
        }
        for (Task task : decided.tasks()) {
            tasks.put(decided.tasksBefore().get(task.runId()), task);
        }
        decided.timersSet().forEach(timers::put);
        decided.timersEnded().forEach(timers::remove);
    }

    /**
     * Removes an ended flow with its tasks, at most so many at a time (S2).
     *
     * @return whether nothing of it is left
     */
    boolean prune(Flow flow, int most) {
        boolean done = tasks.remove(flow.id(), most);
        if (done) {
            owners.remove(flow);
            flows.remove(flow.id());
        }
        return done;
    }

    /** Sets a timer that is to be looked at again. */
    void set(Timer timer) {
        timers.put(timer);
    }
}
