package dev.taskflow.query;

import dev.taskflow.rules.Flow;
import java.util.List;
import java.util.Optional;

/**
 * Flows of one instance.
 *
 * @param flows in the order of {@link FlowPosition}
 * @param examinedTo the last position that was looked at, where the next page begins behind; empty: there is nothing more
 */
public record FlowPage(List<Flow> flows, Optional<FlowPosition> examinedTo) {
    public FlowPage {
        flows = List.copyOf(flows);
    }

    /** Whether there may be further flows. */
    public boolean more() {
        return examinedTo.isPresent();
    }
}
