package dev.taskflow.topology;

import dev.taskflow.rules.Decision;
import dev.taskflow.rules.Rules;
import dev.taskflow.rules.StateView;
import dev.taskflow.state.FlowStore;
import dev.taskflow.state.OwnerIndex;
import dev.taskflow.state.StoreNames;
import dev.taskflow.state.StoredState;
import dev.taskflow.state.TaskStore;
import dev.taskflow.state.TimerStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.jspecify.annotations.Nullable;

/**
 * The stores of one stream task, with what decides on them and what carries decisions out. Used by the task's thread; both
 * processors of the task use the same one, see {@link SharedByStreamTask}.
 */
final class FlowEngine {
    private final Rules rules;
    private final Emitter emitter;
    private final StoredState state;
    private final StateWriter writer;
    private final Tally tally;
    private final PartitionTally partition;
    private final Supplier<Instant> clock;

    /** @param recentBytes how much memory decoded flows may take, and decoded tasks as much again */
    FlowEngine(ProcessorContext<byte[], Output> context, Rules rules, Emitter emitter, Tally tally, long recentBytes) {
        FlowStore flows = new FlowStore(context.getStateStore(StoreNames.FLOWS), recentBytes);
        TaskStore tasks = new TaskStore(context.getStateStore(StoreNames.TASKS), recentBytes);
        this.rules = rules;
        this.emitter = emitter;
        this.state = new StoredState(flows, tasks);
        TimerStore timers = new TimerStore(context.getStateStore(StoreNames.TIMERS));
        this.writer = new StateWriter(flows, tasks, new OwnerIndex(context.getStateStore(StoreNames.OWNERS)), timers);
        this.tally = tally;
        this.clock = () -> Instant.ofEpochMilli(context.currentSystemTimeMs());
        this.partition = tally.begin(context.taskId().partition(), flows, clock.get());
    }

    Rules rules() {
        return rules;
    }

    Emitter emitter() {
        return emitter;
    }

    StateView state() {
        return state;
    }

    StateWriter writer() {
        return writer;
    }

    /**
     * Encodes the outputs first, then stores, then sends: one that is too large has left nothing behind.
     *
     * @param answer the command's answer, or null
     */
    void carryOut(Decision.Decided decided, @Nullable Output answer, Cause cause, Consumer<Output> forward) {
        List<Output> outputs = new ArrayList<>(emitter.outputs(decided, cause));
        if (answer != null) {
            outputs.add(answer);
        }
        writer.write(decided);
        outputs.forEach(forward);
        if (decided.flow() != null) {
            tally.changed(state.lastRead(), decided.flow(), partition, clock.get());
        }
    }

    /** The stream task ends. */
    void end(int partitionNumber) {
        tally.end(partitionNumber, partition);
    }

    /** All timers that were due then have been carried out. */
    void timersServed(Instant until) {
        partition.timersServed(until);
    }
}
