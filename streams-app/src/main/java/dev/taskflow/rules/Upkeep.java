package dev.taskflow.rules;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the processor notes about a flow for its own work.
 *
 * @param sweep the walk over the children that is under way; null: none is
 * @param timersUntil when the last timer of the flow's tasks is due: it is not pruned before, so that none meets a later flow
 *     of the same id (S3); null: there was none
 * @param pruneAt when the ended flow is pruned (S2); null while it is open or has active tasks
 */
public record Upkeep(@Nullable Sweep sweep, @Nullable Instant timersUntil, @Nullable Instant pruneAt) {
    /** Nothing to note. */
    public static final Upkeep NONE = new Upkeep(null, null, null);

    Upkeep withSweep(@Nullable Sweep newSweep) {
        return new Upkeep(newSweep, timersUntil, pruneAt);
    }

    Upkeep withTimersUntil(Instant dueAt) {
        return timersUntil != null && !dueAt.isAfter(timersUntil) ? this : new Upkeep(sweep, dueAt, pruneAt);
    }

    Upkeep withPruneAt(Instant newPruneAt) {
        return new Upkeep(sweep, timersUntil, newPruneAt);
    }
}
