package dev.taskflow.query;

import dev.taskflow.v1.FlowStatus;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which flows a list shows: those that meet every condition.
 *
 * @param ownerKey whose; empty: everybody's
 * @param statuses any of these; empty: any
 * @param labels the flow has all of these
 * @param createdFrom inclusive
 * @param createdTo exclusive
 * @param updatedFrom inclusive
 * @param updatedTo exclusive
 * @param cancelRequested whether the cancel intent is there; empty: either
 */
public record FlowFilter(
        Optional<String> ownerKey,
        Set<FlowStatus> statuses,
        Optional<String> controllerId,
        Map<String, String> labels,
        Optional<Instant> createdFrom,
        Optional<Instant> createdTo,
        Optional<Instant> updatedFrom,
        Optional<Instant> updatedTo,
        Optional<Boolean> cancelRequested) {

    public FlowFilter {
        statuses = Set.copyOf(statuses);
        labels = Map.copyOf(labels);
    }
}
