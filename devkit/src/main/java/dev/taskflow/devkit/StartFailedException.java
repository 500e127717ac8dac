package dev.taskflow.devkit;

/**
 * A broker or registry could not start. The message is for the person at the terminal: it says what is wrong and what to
 * do about it. When it is thrown, nothing that the attempt had started is left running.
 */
public final class StartFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StartFailedException(String message) {
        super(message);
    }

    StartFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
