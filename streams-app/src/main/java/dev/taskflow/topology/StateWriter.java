package dev.taskflow.topology;

import dev.taskflow.rules.Decision;
import dev.taskflow.rules.Flow;
import dev.taskflow.rules.Timer;
import dev.taskflow.state.FlowStore;
import dev.taskflow.state.OwnerIndex;
import dev.taskflow.state.TaskStore;
import dev.taskflow.state.TimerStore;
import java.time.Instant;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

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
            flows.put(decided.after());
            if (decided.before() == null) {
                owners.add(decided.after());
            }
        }
        decided.tasks().forEach(tasks::put);
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

    /** Sets a timer that could not be carried out, as it is, for later. */
    void putOff(Timer timer, Instant until) {
        timers.putOff(timer, until);
    }

    /** Takes out timers that are due, at most so many; see {@link TimerStore#takeDue}. */
    TimerStore.Due takeDue(Instant now, int most, @Nullable Bytes behind) {
        return timers.takeDue(now, most, behind);
    }
}
