package dev.taskflow.app;

import dev.taskflow.clock.ProcessorClock;

/** Starts processors whose clocks a test can move. */
public final class ProcessorAt {

    private ProcessorAt() {}

    /** As {@link TaskFlowProcessor#start(TaskFlowConfig)} on these clocks. */
    public static TaskFlowProcessor start(TaskFlowConfig config, ProcessorClock clock) {
        return TaskFlowProcessor.start(config, clock);
    }
}
