package dev.taskflow.client;

import java.time.Instant;

/** The flow has settled, but so long ago that its {@code FlowSettled} is no longer on the topic. */
public final class SettlementGone extends TaskFlowException {
    private static final long serialVersionUID = 1L;

    private final Instant endedAt;

    SettlementGone(String flowId, Instant endedAt) {
        super(
                "Flow %s ended at %s, and its settlement is no longer on the topic flow-settled: await flows within the topic's retention."
                        .formatted(flowId, endedAt),
                null);
        this.endedAt = endedAt;
    }

    /** When the flow ended. */
    public Instant endedAt() {
        return endedAt;
    }
}
