package dev.taskflow.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.taskflow.rules.Flow;
import dev.taskflow.state.OwnerIndex;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;

/**
 * Where a flow stands in lists: by owner, an owner's newest first. A cursor names the last one that was seen. Owners are in
 * the order of their UTF-8 bytes, as in the store.
 */
public record FlowPosition(String ownerKey, Instant createdAt, String flowId) implements Comparable<FlowPosition> {
    private static final Comparator<FlowPosition> ORDER = Comparator.comparing(
                    (FlowPosition position) -> position.ownerKey().getBytes(UTF_8), Arrays::compareUnsigned)
            .thenComparing(FlowPosition::createdAt, Comparator.reverseOrder())
            .thenComparing(FlowPosition::flowId);

    public static FlowPosition of(Flow flow) {
        return new FlowPosition(flow.origin().ownerKey(), flow.origin().createdAt(), flow.id());
    }

    static FlowPosition of(OwnerIndex.Entry entry) {
        return new FlowPosition(entry.ownerKey(), entry.createdAt(), entry.flowId());
    }

    OwnerIndex.Entry entry() {
        return new OwnerIndex.Entry(ownerKey, createdAt, flowId);
    }

    @Override
    public int compareTo(FlowPosition other) {
        return ORDER.compare(this, other);
    }
}
