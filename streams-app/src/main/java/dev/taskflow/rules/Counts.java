package dev.taskflow.rules;

import dev.taskflow.v1.TaskStatus;

/**
 * How many tasks a flow has, by how they stand. {@code active} is kept beside the others so that settling a flow needs no
 * look at its children.
 */
public record Counts(int total, int succeeded, int failed, int timedOut, int cancelled, int lost, int active) {
    /** A flow without tasks. */
    public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0);

    Counts spawned() {
        return new Counts(total + 1, succeeded, failed, timedOut, cancelled, lost, active + 1);
    }

    Counts ended(TaskStatus status) {
        return switch (status) {
            case SUCCEEDED -> new Counts(total, succeeded + 1, failed, timedOut, cancelled, lost, active - 1);
            case FAILED -> new Counts(total, succeeded, failed + 1, timedOut, cancelled, lost, active - 1);
            case TIMED_OUT -> new Counts(total, succeeded, failed, timedOut + 1, cancelled, lost, active - 1);
            case CANCELLED -> new Counts(total, succeeded, failed, timedOut, cancelled + 1, lost, active - 1);
            case LOST -> new Counts(total, succeeded, failed, timedOut, cancelled, lost + 1, active - 1);
            case QUEUED, RUNNING, UNSPECIFIED -> throw new IllegalArgumentException(status + " is not an end");
        };
    }
}
