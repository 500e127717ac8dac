package dev.taskflow.query;

import dev.taskflow.rules.Flow;
import dev.taskflow.rules.Task;
import dev.taskflow.serde.UnreadableRecordException;
import java.util.Optional;

/**
 * This instance's part of the state. Whoever asks has to check access: these reads know no owner but the one in a filter.
 * Safe for any thread.
 *
 * <p>Every method throws {@link StateMoving} while state cannot be read, and those that read one flow or task
 * {@link UnreadableRecordException} if its row is quarantined (X2). Lists leave quarantined rows out.
 */
public interface StateReader {

    /** Whether active rows are asked for, or a copy that may be behind will do. */
    enum Freshness {
        CURRENT,
        STALE_ALLOWED
    }

    /** Which instance answers for a flow, whether the flow exists or not. */
    Location locate(String flowId);

    /** The flow; empty if there is none, or it is not here. */
    Optional<Flow> flow(String flowId, Freshness freshness);

    /** The task; empty if there is none, or it is not here. */
    Optional<Task> task(String flowId, String runId, Freshness freshness);

    /**
     * The flow's tasks in the order of run ids.
     *
     * @param afterRunId begins behind this run; empty: begins with the first
     * @param limit at most so many
     */
    Page<Task> tasks(String flowId, Optional<String> afterRunId, int limit, Freshness freshness);

    /**
     * Flows of this instance in the order of {@link FlowPosition}. It examines a bounded number of rows: a page may hold
     * fewer than asked for and still say {@link FlowPage#more()}.
     *
     * @param after begins behind this position; empty: begins with the first
     * @param limit at most so many
     */
    FlowPage flows(FlowFilter filter, Optional<FlowPosition> after, int limit);

    /** Counts this instance's flows, of one owner or, if empty, of all. Reads every row that counts. */
    FlowCounts counts(Optional<String> ownerKey);
}
