package dev.taskflow.client;

import dev.taskflow.v1.FlowSettled;
import java.util.Map;

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

    /**
     * The same, for a handler that traces; {@link #traced} makes one.
     *
     * @param traceHeaders the record's W3C trace headers by name: of what made the flow settle; not modifiable
     * @throws Exception as {@link #onSettled(FlowSettled)}
     */
    default void onSettled(FlowSettled settled, Map<String, String> traceHeaders) throws Exception {
        onSettled(settled);
    }

    /** A handler that is given the trace headers too. */
    static SettlementHandler traced(Traced handler) {
        return new SettlementHandler() {
            @Override
            public void onSettled(FlowSettled settled) throws Exception {
                handler.onSettled(settled, Map.of());
            }

            @Override
            public void onSettled(FlowSettled settled, Map<String, String> traceHeaders) throws Exception {
                handler.onSettled(settled, traceHeaders);
            }
        };
    }

    /** What {@link #traced} is made of. */
    @FunctionalInterface
    interface Traced {
        /**
         * Reacts to the end of a flow, as {@link SettlementHandler#onSettled(FlowSettled, Map)} says.
         *
         * @throws Exception if it could not be done
         */
        void onSettled(FlowSettled settled, Map<String, String> traceHeaders) throws Exception;
    }
}
