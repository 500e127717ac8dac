package dev.taskflow.query;

import java.util.Locale;

/** What an audit finds. */
public enum AuditCode {
    /** A stored row of the flow cannot be read: it is quarantined (X2). */
    RESTORE_FAILED(Severity.ERROR),
    /** A flow runs without an active task and nothing has changed it for long; or a running task has not been heard of for long. */
    STALE_RUNNING(Severity.ERROR),
    /** A flow waits without an active task or a time to wake up, and nothing has changed it for long. */
    STALE_WAITING(Severity.WARNING),
    /** A flow has been blocked for long. */
    STALE_BLOCKED(Severity.WARNING),
    /** A flow is still open long after its cancel was requested. */
    CANCEL_STUCK(Severity.ERROR),
    /** A flow counts more active tasks than it has. */
    MISSING_LINKED_TASKS(Severity.ERROR),
    /** A flow says that it is blocked on a task that it does not have. */
    BLOCKED_TASK_MISSING(Severity.WARNING),
    /** Times of a flow or task contradict each other or its status. */
    INCONSISTENT_TIMESTAMPS(Severity.WARNING),
    /** A task was dispatched, or should have been, and no worker has taken it up for long. */
    STALE_QUEUED(Severity.WARNING),
    /** A task was given up without a report of its worker. */
    LOST(Severity.ERROR);

    /** How bad it is. */
    public enum Severity {
        WARNING,
        ERROR
    }

    private final Severity severity;

    AuditCode(Severity severity) {
        this.severity = severity;
    }

    public Severity severity() {
        return severity;
    }

    /** As it is shown: lower case with underscores. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
