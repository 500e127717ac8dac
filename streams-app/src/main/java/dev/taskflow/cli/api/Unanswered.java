package dev.taskflow.cli.api;

import org.jspecify.annotations.Nullable;

/** No instance answered, or it could not do so now. The message says where and what to do. */
public final class Unanswered extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Unanswered(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
