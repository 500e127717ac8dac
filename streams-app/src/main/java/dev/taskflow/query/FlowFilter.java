package dev.taskflow.query;

import dev.taskflow.rules.Flow;
import dev.taskflow.state.OwnerSpan;
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

    /** Every flow, of an owner or of all. */
    public static FlowFilter all(Optional<String> ownerKey) {
        return new FlowFilter(
                ownerKey,
                Set.of(),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** Whether the flow meets every condition. */
    public boolean matches(Flow flow) {
        return ownerKey.map(flow.origin().ownerKey()::equals).orElse(true)
                && (statuses.isEmpty() || statuses.contains(flow.status()))
                && controllerId
                        .map(id -> id.equals(flow.origin().controllerId()))
                        .orElse(true)
                && flow.origin().labels().entrySet().containsAll(labels.entrySet())
                && isWithin(flow.origin().createdAt(), createdFrom, createdTo)
                && isWithin(flow.updatedAt(), updatedFrom, updatedTo)
                && cancelRequested
                        .map(wanted -> wanted == (flow.cancelIntent() != null))
                        .orElse(true);
    }

    private static boolean isWithin(Instant time, Optional<Instant> from, Optional<Instant> to) {
        return from.map(first -> !time.isBefore(first)).orElse(true)
                && to.map(time::isBefore).orElse(true);
    }

    /** Where flows that may match are in the index. */
    OwnerSpan span() {
        return ownerKey.map(owner -> OwnerSpan.of(owner, createdFrom, createdTo))
                .orElse(OwnerSpan.ALL);
    }
}
