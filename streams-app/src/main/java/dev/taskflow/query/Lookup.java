package dev.taskflow.query;

import dev.taskflow.rules.Flow;

/** A flow that a token means, and how. */
public record Lookup(Flow flow, Match match) {

    /** How a token means a flow; the first is the best. */
    public enum Match {
        FLOW_ID,
        NEWEST_OPEN,
        NEWEST
    }

    /** Whether the token means this flow rather than the other, which another instance has found for the same token. */
    public boolean prefers(Lookup other) {
        int byMatch = match.compareTo(other.match);
        return byMatch != 0 ? byMatch < 0 : FlowPosition.of(flow).compareTo(FlowPosition.of(other.flow)) < 0;
    }
}
