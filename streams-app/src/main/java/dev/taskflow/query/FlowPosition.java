package dev.taskflow.query;

import dev.taskflow.rules.Flow;
import java.time.Instant;
import java.util.Comparator;

/** Where a flow stands in lists: by owner, an owner's newest first. A cursor names the last one that was seen. */
public record FlowPosition(String ownerKey, Instant createdAt, String flowId) implements Comparable<FlowPosition> {
    private static final Comparator<FlowPosition> ORDER = Comparator.comparing(FlowPosition::ownerKey)
            .thenComparing(FlowPosition::createdAt, Comparator.reverseOrder())
            .thenComparing(FlowPosition::flowId);

    public static FlowPosition of(Flow flow) {
        return new FlowPosition(flow.origin().ownerKey(), flow.origin().createdAt(), flow.id());
    }

    @Override
    public int compareTo(FlowPosition other) {
        return ORDER.compare(this, other);
    }
}
