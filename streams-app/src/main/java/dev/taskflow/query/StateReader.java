package dev.taskflow.query;

import dev.taskflow.rules.Flow;
import dev.taskflow.rules.Task;
import dev.taskflow.serde.UnreadableRecordException;
import java.time.Instant;
import java.util.Optional;

/**
 * This instance's part of the state. Whoever asks has to check access: these reads know no owner but the one in a filter.
 * Safe for any thread.
 *
 * <p>Every method throws {@link StateMoving} while state cannot be read, and those that read one flow or task
 * {@link UnreadableRecordException} if its row is quarantined (X2). Lists leave quarantined rows out.
 *
 * <p>What is read may be some milliseconds ahead of what Kafka has committed: after a crash it happens again, and may then
 * happen later.
 */
public interface StateReader {

    /** Whether active rows are asked for, or a copy that may be behind will do. */
    enum Freshness {
        CURRENT,
        STALE_ALLOWED
    }

    /** Which instance answers for a flow, whether the flow exists or not. */
    Location locate(String flowId);

    /** How many partitions the flows of all instances are on. */
    int partitions();

    /** The partitions that this instance answers for now, maybe none. */
    Coverage coverage();

    /** All instances, for what each has to be asked. Without an address of its own this instance knows no other. */
    Instances instances();

    /**
     * The flow; empty if there is none.
     *
     * @throws StateMoving if the flow's partition is not here, or not any more; with {@link Freshness#STALE_ALLOWED} only if
     *     there is no copy here either, or one that is too far behind
     */
    Optional<Flow> flow(String flowId, Freshness freshness);

    /**
     * The task; empty if there is none.
     *
     * @throws StateMoving as {@link #flow}
     */
    Optional<Task> task(String flowId, String runId, Freshness freshness);

    /**
     * The flow's tasks in the order of run ids.
     *
     * @param afterRunId begins behind this run; empty: begins with the first
     * @param limit at most so many, at least 1
     * @throws StateMoving as {@link #flow}
     */
    Page<Task> tasks(String flowId, Optional<String> afterRunId, int limit, Freshness freshness);

    /**
     * Flows of this instance in the order of {@link FlowPosition}. It examines a bounded number of rows: a page may hold
     * fewer than asked for and still say {@link FlowPage#more()}.
     *
     * @param after begins behind this position; empty: begins with the first
     * @param limit at most so many, at least 1
     */
    FlowPage flows(FlowFilter filter, Optional<FlowPosition> after, int limit);

    /**
     * Counts this instance's flows, of one owner or, if empty, of all. Reads every row that counts: some 2 microseconds a
     * flow when all are counted, so that 5 million flows take 10 seconds, and some 10 microseconds a flow of one owner. Keep
     * the result for a while rather than ask often. A flow that changes meanwhile counts as before, as after or not at all.
     */
    FlowCounts counts(Optional<String> ownerKey);

    /**
     * The flow of this instance that a token means: the one with this id, else the newest open flow of the owner with this
     * key among its newest 10,000 here, else that owner's newest. Whoever has asked all instances chooses by {@link Lookup#prefers}.
     *
     * @param ownerKey whose flows are meant; empty: everybody's. A token that names another owner finds nothing
     */
    Optional<Lookup> lookup(String token, Optional<String> ownerKey);

    /**
     * Looks for what should not be among this instance's flows and tasks, of one owner or, if empty, of all. Reads every row
     * of flows and tasks, some 2 microseconds each.
     *
     * @param limit stops after so many findings, at least 1
     */
    AuditReport audit(Optional<String> ownerKey, AuditThresholds thresholds, Instant now, int limit);
}
