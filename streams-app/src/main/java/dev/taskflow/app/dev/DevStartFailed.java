package dev.taskflow.app.dev;

/** The development broker or registry cannot start; the message says why and what to do. */
public final class DevStartFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DevStartFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
