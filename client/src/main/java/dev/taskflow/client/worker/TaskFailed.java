package dev.taskflow.client.worker;

import org.jspecify.annotations.Nullable;

/** Thrown by a handler to end its task as {@code FAILED} with a type that other programs can compare. */
public final class TaskFailed extends Exception {
    private static final long serialVersionUID = 1L;

    private final String type;
    private final boolean retryable;

    /**
     * A failure.
     *
     * @param type a short, stable code
     * @param message what happened, in words for people
     * @param retryable whether another attempt may succeed; if not, none is made (T3)
     * @param cause for the worker's log; null if there is none
     */
    public TaskFailed(String type, String message, boolean retryable, @Nullable Throwable cause) {
        super(message, cause);
        this.type = type;
        this.retryable = retryable;
    }

    /** A failure after which another attempt may succeed. */
    public static TaskFailed retryable(String type, String message) {
        return new TaskFailed(type, message, true, null);
    }

    /** A failure after which no further attempt is made. */
    public static TaskFailed notRetryable(String type, String message) {
        return new TaskFailed(type, message, false, null);
    }

    /** The code that programs can compare. */
    public String type() {
        return type;
    }

    /** Whether another attempt may succeed. */
    public boolean isRetryable() {
        return retryable;
    }
}
