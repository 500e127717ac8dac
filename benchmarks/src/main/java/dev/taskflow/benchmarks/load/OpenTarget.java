package dev.taskflow.benchmarks.load;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** A target that is ready, whose news go to the workload that runs. Workloads run on it one after another. */
public final class OpenTarget implements AutoCloseable {
    private static final Target.Observer NOBODY = new Unconcerned();

    private final Target target;
    private final int tasksPerFlow;
    private final String prefix = UUID.randomUUID().toString().substring(0, 8) + "-";
    private final AtomicLong flows = new AtomicLong();
    private volatile Target.Observer listener = NOBODY;

    private OpenTarget(Target target, int tasksPerFlow) {
        this.target = target;
        this.tasksPerFlow = tasksPerFlow;
    }

    /** Opens it; see {@link Target#open}. */
    public static OpenTarget open(Target target, int tasksPerFlow, boolean hold) throws Exception {
        OpenTarget open = new OpenTarget(target, tasksPerFlow);
        target.open(open.new Relay(), tasksPerFlow, hold);
        return open;
    }

    int tasksPerFlow() {
        return tasksPerFlow;
    }

    void listen(Target.Observer observer) {
        listener = observer;
    }

    /** An id that no other flow has. */
    String newFlowId() {
        return prefix + flows.incrementAndGet();
    }

    void start(String flowId) {
        target.start(flowId);
    }

    void cancel(String flowId) {
        target.cancel(flowId);
    }

    long errors() {
        return target.errors();
    }

    @Override
    public void close() {
        listener = NOBODY;
        target.close();
    }

    private final class Relay implements Target.Observer {
        @Override
        public void held(String flowId) {
            listener.held(flowId);
        }

        @Override
        public void cancelSeen(String flowId) {
            listener.cancelSeen(flowId);
        }

        @Override
        public void settled(String flowId) {
            listener.settled(flowId);
        }
    }
}
