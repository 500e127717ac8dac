package dev.taskflow.query;

import dev.taskflow.rules.Flow;
import dev.taskflow.serde.UnreadableRecordException;
import dev.taskflow.state.OwnerEntries;
import dev.taskflow.state.OwnerIndex;
import dev.taskflow.state.OwnerSpan;
import dev.taskflow.state.PartitionState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Walks over the flows of several partitions in the order of {@link FlowPosition}, by the owner index, as if they were one.
 * An entry whose flow is gone, is another by now, or cannot be read gives none. For one thread; to be closed.
 */
final class FlowScan implements AutoCloseable {
    private final List<Lane> lanes = new ArrayList<>();
    private final PriorityQueue<Lane> byPosition = new PriorityQueue<>();

    FlowScan(Collection<PartitionState> partitions, OwnerSpan span) {
        try {
            for (PartitionState partition : partitions) {
                Lane lane = new Lane(partition, partition.owners(span));
                lanes.add(lane);
                enqueue(lane);
            }
        } catch (RuntimeException failed) {
            close();
            throw failed;
        }
    }

    /**
     * An entry of the index.
     *
     * @param flow empty if there is none to show
     */
    record Examined(FlowPosition position, Optional<Flow> flow) {}

    /** The next entry, or null if there is none. */
    @Nullable
    Examined next() {
        Lane first = byPosition.poll();
        if (first == null) {
            return null;
        }
        FlowPosition position = first.head;
        Optional<Flow> flow = first.flow(position);
        enqueue(first);
        return new Examined(position, flow);
    }

    boolean hasNext() {
        return !byPosition.isEmpty();
    }

    private void enqueue(Lane lane) {
        if (lane.advance()) {
            byPosition.add(lane);
        }
    }

    @Override
    public void close() {
        lanes.forEach(lane -> lane.entries.close());
    }

    /** One partition. */
    private static final class Lane implements Comparable<Lane> {
        private static final FlowPosition NOWHERE = new FlowPosition("", Instant.EPOCH, "");

        private final PartitionState partition;
        private final OwnerEntries entries;
        private FlowPosition head = NOWHERE;

        Lane(PartitionState partition, OwnerEntries entries) {
            this.partition = partition;
            this.entries = entries;
        }

        boolean advance() {
            OwnerIndex.Entry entry = entries.next();
            if (entry == null) {
                return false;
            }
            head = FlowPosition.of(entry);
            return true;
        }

        Optional<Flow> flow(FlowPosition position) {
            try {
                return Optional.ofNullable(partition.flow(position.flowId()))
                        .filter(flow -> FlowPosition.of(flow).equals(position));
            } catch (UnreadableRecordException quarantined) { // X2
                return Optional.empty();
            }
        }

        @Override
        public int compareTo(Lane other) {
            return head.compareTo(other.head);
        }
    }
}
