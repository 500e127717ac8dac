package dev.taskflow.client;

/** The command did not get into Kafka, so nothing happens. The message and the cause say why. */
public final class CommandNotSent extends TaskFlowException {
    private static final long serialVersionUID = 1L;

    private final String commandId;

    CommandNotSent(String flowId, String commandId, String why, Throwable cause) {
        super("Command %s for flow %s was not sent: %s".formatted(commandId, flowId, why), cause);
        this.commandId = commandId;
    }

    /** The command that was not sent. */
    public String commandId() {
        return commandId;
    }
}
