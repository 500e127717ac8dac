package dev.taskflow.rules;

import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.TaskEvent;
import java.time.Instant;

/** Anything that the rules decide about, with the time at which it arrives and a name for traces. */
sealed interface Input {
    String name();

    Instant at();

    /**
     * A command.
     *
     * @param bytes its size as received
     */
    record Command(String name, FlowCommand command, int bytes, Instant at) implements Input {}

    /** A worker's report. */
    record Report(String name, TaskEvent event, int bytes, Instant at) implements Input {}

    /** A due timer. */
    record Due(String name, Timer timer, Instant at) implements Input {}
}
