package dev.taskflow.app;

import org.jspecify.annotations.Nullable;

/** The processor stopped by itself or did not become ready; the message says why. */
public final class ProcessorFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ProcessorFailed(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
