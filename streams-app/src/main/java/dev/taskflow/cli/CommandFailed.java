package dev.taskflow.cli;

import org.jspecify.annotations.Nullable;

/** A command cannot do what it was asked; the message is all that a user needs to read. */
final class CommandFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CommandFailed(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
