package dev.taskflow.query;

/** State cannot be read now, as it moves between instances or is being restored. It may be in a moment: ask again. */
public final class StateMoving extends RuntimeException {
    /** The configuration key without which instances do not know each other. */
    static final String ADDRESS_KEY = "application.server";

    private static final long serialVersionUID = 1L;

    public StateMoving(String message, Throwable cause) {
        super(message, cause);
    }

    public StateMoving(String message) {
        super(message);
    }
}
