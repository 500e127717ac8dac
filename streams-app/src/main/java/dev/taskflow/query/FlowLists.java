package dev.taskflow.query;

import dev.taskflow.rules.Flow;
import dev.taskflow.state.OwnerSpan;
import dev.taskflow.state.PartitionState;
import dev.taskflow.state.RowIterator;
import dev.taskflow.v1.FlowStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lists and counts the flows of some partitions. */
final class FlowLists {
    /** Bounds the time that one page takes: some 10 microseconds a row from RocksDB, most of them for the flow's own row. */
    static final int MOST_EXAMINED = 10_000;

    private FlowLists() {}

    /** See {@link StateReader#flows}. */
    static FlowPage page(
            Collection<PartitionState> partitions, FlowFilter filter, Optional<FlowPosition> after, int limit) {
        OwnerSpan span = filter.span();
        if (after.isPresent()) {
            span = span.after(after.get().entry());
        }
        List<Flow> flows = new ArrayList<>();
        Optional<FlowPosition> examinedTo = after;
        try (FlowScan scan = new FlowScan(partitions, span)) {
            for (int examined = 0; examined < MOST_EXAMINED && flows.size() < limit; examined++) {
                FlowScan.Examined next = scan.next();
                if (next == null) {
                    return new FlowPage(flows, Optional.empty());
                }
                examinedTo = Optional.of(next.position());
                next.flow().filter(filter::matches).ifPresent(flows::add);
            }
            return new FlowPage(flows, scan.hasNext() ? examinedTo : Optional.empty());
        }
    }

    /** See {@link StateReader#counts}. */
    static FlowCounts counts(Collection<PartitionState> partitions, Optional<String> ownerKey) {
        Tally tally = new Tally();
        if (ownerKey.isPresent()) {
            FlowFilter filter = FlowFilter.all(ownerKey);
            try (FlowScan scan = new FlowScan(partitions, filter.span())) {
                for (FlowScan.Examined next = scan.next(); next != null; next = scan.next()) {
                    next.flow().filter(filter::matches).ifPresent(tally::add);
                }
            }
        } else {
            for (PartitionState partition : partitions) {
                try (RowIterator<Flow> rows = partition.allFlowsWithoutDetails()) {
                    for (RowIterator.Row<Flow> row = rows.next(); row != null; row = rows.next()) {
                        row.value().ifPresent(tally::add);
                    }
                }
            }
        }
        return tally.counts();
    }

    private static final class Tally {
        private final Map<FlowStatus, Long> byStatus = new EnumMap<>(FlowStatus.class);
        private long cancelRequested;

        void add(Flow flow) {
            byStatus.merge(flow.status(), 1L, Long::sum);
            if (flow.cancelIntent() != null && !flow.isTerminal()) {
                cancelRequested++;
            }
        }

        FlowCounts counts() {
            return new FlowCounts(byStatus, cancelRequested);
        }
    }
}
