package dev.taskflow.query;

import dev.taskflow.rules.Flow;
import dev.taskflow.state.OwnerSpan;
import dev.taskflow.state.PartitionState;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the newest flow of an owner. */
final class Lookups {
    private Lookups() {}

    /** The newest open flow of the owner, else the newest, among those that can be read. */
    static Optional<Lookup> newest(Collection<PartitionState> partitions, String ownerKey) {
        @Nullable Flow newest = null;
        try (FlowScan scan = new FlowScan(partitions, OwnerSpan.of(ownerKey))) {
            // An owner whose newest open flow lies behind very many ended ones is taken to have none.
            for (int examined = 0; examined < FlowLists.MOST_EXAMINED; examined++) {
                FlowScan.Examined next = scan.next();
                if (next == null) {
                    break;
                }
                Flow flow = next.flow()
                        .filter(each -> each.origin().ownerKey().equals(ownerKey))
                        .orElse(null);
                if (flow != null && !flow.isTerminal()) {
                    return Optional.of(new Lookup(flow, Lookup.Match.NEWEST_OPEN));
                }
                newest = newest == null ? flow : newest;
            }
        }
        return Optional.ofNullable(newest).map(flow -> new Lookup(flow, Lookup.Match.NEWEST));
    }
}
