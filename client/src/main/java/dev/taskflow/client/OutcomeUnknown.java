package dev.taskflow.client;

import org.jspecify.annotations.Nullable;

/**
 * No answer came, so the command may have been applied, may be applied later, or never. Sending the <em>same</em> command
 * again, that is with this {@link #commandId()}, is safe: it is applied once, and a redelivery is answered {@code REPLAYED}
 * (C1, C3, C4). A command with a new id is another command.
 */
public final class OutcomeUnknown extends TaskFlowException {
    private static final long serialVersionUID = 1L;

    private final String flowId;
    private final String commandId;

    OutcomeUnknown(String flowId, String commandId, String why, @Nullable Throwable cause) {
        super(
                "The outcome of command %s for flow %s is unknown: %s. Sending it again with the same commandId is safe."
                        .formatted(commandId, flowId, why),
                cause);
        this.flowId = flowId;
        this.commandId = commandId;
    }

    /** The flow that the command is for. */
    public String flowId() {
        return flowId;
    }

    /** The id with which the command can be sent again. */
    public String commandId() {
        return commandId;
    }
}
