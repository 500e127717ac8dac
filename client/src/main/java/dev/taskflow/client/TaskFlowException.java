package dev.taskflow.client;

import org.jspecify.annotations.Nullable;

/** What a command or a wait can end with other than its answer. The message says what happened and what to do. */
public abstract sealed class TaskFlowException extends RuntimeException
        permits CommandRejected, CommandNotSent, OutcomeUnknown, SettlementGone {
    private static final long serialVersionUID = 1L;

    TaskFlowException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
