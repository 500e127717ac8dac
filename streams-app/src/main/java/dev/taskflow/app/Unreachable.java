package dev.taskflow.app;

/** Kafka or the schema registry did not answer; the message names which and where. Trying again later may help. */
public final class Unreachable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public Unreachable(String message, Throwable cause) {
        super(message, cause);
    }
}
