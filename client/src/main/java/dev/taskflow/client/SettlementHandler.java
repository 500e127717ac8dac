package dev.taskflow.client;

import dev.taskflow.v1.FlowSettled;

/** What a program does when a flow has settled. Called by one thread at a time of each listener. */
@FunctionalInterface
public interface SettlementHandler {
    /**
     * Reacts to the end of a flow. It may come more than once for the same flow, after a crash or when the group's members
     * change, so the effect should be the same if it is repeated: {@code flowId} is a good key for that.
     *
     * @throws Exception if it could not be done; it is tried again later, as {@link ListenerOptions} says
     */
    void onSettled(FlowSettled settled) throws Exception;
}
