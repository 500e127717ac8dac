package dev.taskflow.client.worker;

import org.jspecify.annotations.Nullable;

/** A worker could not start; the message says what to do. */
public final class WorkerStartFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WorkerStartFailed(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
