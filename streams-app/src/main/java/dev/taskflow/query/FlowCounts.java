package dev.taskflow.query;

import dev.taskflow.v1.FlowStatus;
import java.util.Map;

/**
 * How many flows there are.
 *
 * @param byStatus by status; a status that no flow has is left out
 * @param cancelRequested open ones with the cancel intent
 */
public record FlowCounts(Map<FlowStatus, Long> byStatus, long cancelRequested) {
    public FlowCounts {
        byStatus = Map.copyOf(byStatus);
    }
}
