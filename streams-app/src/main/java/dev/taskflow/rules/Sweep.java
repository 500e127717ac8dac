package dev.taskflow.rules;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A walk over the children of a large flow that is not through yet. It goes on, some children at a time, with the flow's next
 * {@code SWEEP} timer, so that no flow keeps the others of its partition waiting (K10). It survives a crash between steps.
 *
 * @param afterRunId the child that was reached last; null: none yet
 * @param reason why children are stopped
 * @param ending how the flow ends once the walk is through (C9); null: its children decide
 * @param dueAt when it goes on; null in rows of 0.1, and while it is being walked
 */
public record Sweep(
        Kind kind,
        @Nullable String afterRunId,
        @Nullable String reason,
        @Nullable Ending ending,
        @Nullable Instant dueAt) {

    /** What happens to each active child. */
    public enum Kind {
        /** It is stopped (K2). */
        STOP,
        /** Its time to report is over (K7). */
        LOSE
    }

    /** A walk that has just begun. */
    static Sweep from(Kind kind, @Nullable String afterRunId, @Nullable String reason, @Nullable Ending ending) {
        return new Sweep(kind, afterRunId, reason, ending, null);
    }

    Sweep pausedAt(String runId, Instant continuesAt) {
        return new Sweep(kind, runId, reason, ending, continuesAt);
    }
}
