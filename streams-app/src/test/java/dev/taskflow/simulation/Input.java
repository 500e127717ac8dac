package dev.taskflow.simulation;

import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.TaskEvent;
import java.nio.ByteBuffer;

/** What the processor is given by others. */
sealed interface Input {
    /** The flow that it speaks of, as far as that can be said. */
    String flowId();

    record Command(FlowCommand command) implements Input {
        @Override
        public String flowId() {
            return command.getFlowId();
        }
    }

    record Report(TaskEvent event) implements Input {
        @Override
        public String flowId() {
            return event.getFlowId();
        }
    }

    /**
     * Bytes that nobody can use.
     *
     * @param isCommand whether they are among the commands; else among the reports
     */
    record Garbage(boolean isCommand, ByteBuffer bytes) implements Input {
        @Override
        public String flowId() {
            return "none";
        }
    }
}
