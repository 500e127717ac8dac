package dev.taskflow.status;

import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.TaskStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the statuses of the contract (section 1) mean. Pure functions, safe for any thread. */
public final class Statuses {
    private Statuses() {}

    /**
     * Whether a flow has settled. A {@code BLOCKED} flow with an end is terminal as well: a mirrored flow whose task
     * ended blocked (T8).
     *
     * @param endedAt the flow's end, as {@code CommandResult} and views carry it; null while it is open
     */
    public static boolean isTerminal(FlowStatus status, @Nullable Instant endedAt) {
        return switch (status) {
            case SUCCEEDED, FAILED, CANCELLED, LOST -> true;
            case BLOCKED -> endedAt != null;
            case QUEUED, RUNNING, WAITING, UNSPECIFIED -> false;
        };
    }

    /** Whether a task still counts against its flow: it may yet run, or is running. */
    public static boolean isActive(TaskStatus status) {
        return switch (status) {
            case QUEUED, RUNNING -> true;
            case SUCCEEDED, FAILED, TIMED_OUT, CANCELLED, LOST, UNSPECIFIED -> false;
        };
    }
}
