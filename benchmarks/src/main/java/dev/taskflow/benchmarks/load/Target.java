package dev.taskflow.benchmarks.load;

/**
 * One system as the load sees it: it starts flows, plays the workers of their tasks, and learns what became of them. What the
 * load's own process does for one flow is kept as small as the system's protocol allows, since it shares the machine.
 * Thread-safe.
 */
public interface Target extends AutoCloseable {
    /** Told of what happens, from any thread; does not block. */
    interface Observer {
        /** All tasks of a flow are at a worker, which holds them. Only when tasks are held. */
        void held(String flowId);

        /** A worker was told, for the first of a flow's tasks, that it is cancelled; systems that tell no worker never call it. */
        void cancelSeen(String flowId);

        /** The flow has ended and all its tasks have; seen by a reader of what is durable. Once for each flow. */
        void settled(String flowId);
    }

    /**
     * Connects, defines what the system wants defined, and begins to work. Returns when a flow that is started now would run.
     *
     * @param tasksPerFlow how many tasks each flow has
     * @param hold true: workers keep each task until its flow is cancelled, and then report it as such; false: they report
     *     success at once
     */
    void open(Observer observer, int tasksPerFlow, boolean hold) throws Exception;

    /** Begins a flow, without waiting for an answer. */
    void start(String flowId);

    /** Cancels a flow, without waiting for an answer. */
    void cancel(String flowId);

    /** Failed requests and reports so far: a figure with errors is no figure. */
    long errors();

    /** Lets go of everything, without waiting for flows that are under way. May be called on what could not be opened. */
    @Override
    void close();
}
