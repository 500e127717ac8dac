package dev.taskflow.rules;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the processor notes about a flow for its own work.
 *
 * @param sweep the walk over the children that is under way; null: none is
 * @param timersUntil when the last timer is due that 0.1 has set for the flow's tasks, and of which their rows do not know: the
 *     flow is not pruned before, so that none meets a later flow of the same id (S3); null: there was none
 * @param pruneAt when the ended flow is pruned (S2); null while it is open or has active tasks
 * @param pauses how often walks over the children have paused so far: tells their steps apart
 */
public record Upkeep(@Nullable Sweep sweep, @Nullable Instant timersUntil, @Nullable Instant pruneAt, long pauses) {
    /** Nothing to note. */
    public static final Upkeep NONE = new Upkeep(null, null, null, 0);

    Upkeep withoutSweep() {
        return new Upkeep(null, timersUntil, pruneAt, pauses);
    }

    Upkeep withPaused(Sweep newSweep) {
        return new Upkeep(newSweep, timersUntil, pruneAt, pauses + 1);
    }

    Upkeep withPruneAt(Instant newPruneAt) {
        return new Upkeep(sweep, timersUntil, newPruneAt, pauses);
    }
}
