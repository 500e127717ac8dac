package dev.taskflow.state;

import dev.taskflow.rules.CancelIntent;
import dev.taskflow.rules.Counts;
import dev.taskflow.rules.Ending;
import dev.taskflow.rules.Flow;
import dev.taskflow.rules.Origin;
import dev.taskflow.rules.Sweep;
import dev.taskflow.rules.Wait;
import dev.taskflow.serde.StoredCodec;
import dev.taskflow.v1.DeliveryContext;
import dev.taskflow.v1.FlowDetailsRecord;
import dev.taskflow.v1.FlowRecord;
import dev.taskflow.v1.SweepRecord;
import dev.taskflow.v1.TaskCounts;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A flow as rows, and back. */
final class FlowRows implements RowFormat<Flow, FlowRecord, FlowDetailsRecord> {
    private static final StoredCodec<FlowRecord> ROWS = StoredCodec.of(FlowRecord.class);
    private static final StoredCodec<FlowDetailsRecord> DETAIL_ROWS = StoredCodec.of(FlowDetailsRecord.class);
    private static final FlowDetailsRecord NO_DETAILS =
            new FlowDetailsRecord(0L, null, "", null, Map.of(), null, null, null, null, null, null, null, null, null);

    @Override
    public StoredCodec<FlowRecord> rows() {
        return ROWS;
    }

    @Override
    public StoredCodec<FlowDetailsRecord> detailRows() {
        return DETAIL_ROWS;
    }

    @Override
    public String key(Flow flow) {
        return flow.id();
    }

    @Override
    public int detailsSize(Flow flow) {
        Origin origin = flow.origin();
        CancelIntent intent = flow.cancelIntent();
        Sweep sweep = flow.upkeep().sweep();
        return TextSizes.of(origin.controllerId())
                + TextSizes.of(origin.goal())
                + size(origin.requesterOrigin())
                + TextSizes.of(origin.labels())
                + TextSizes.of(flow.currentStep())
                + TextSizes.of(flow.stateJson())
                + TextSizes.of(flow.waiting().waitJson())
                + TextSizes.of(flow.waiting().blockedSummary())
                + TextSizes.of(intent == null ? null : intent.reason())
                + TextSizes.of(flow.summary())
                + TextSizes.of(flow.error())
                + (sweep == null ? 0 : TextSizes.of(sweep.reason()) + size(sweep.ending()));
    }

    private static int size(@Nullable DeliveryContext to) {
        return to == null
                ? 0
                : to.getChannel().length()
                        + TextSizes.of(to.getTo().orElse(null))
                        + TextSizes.of(to.getAccountId().orElse(null))
                        + TextSizes.of(to.getThreadId().orElse(null));
    }

    private static int size(@Nullable Ending ending) {
        return ending == null
                ? 0
                : TextSizes.of(ending.stateJson())
                        + TextSizes.of(ending.blockedSummary())
                        + TextSizes.of(ending.summary())
                        + TextSizes.of(ending.error());
    }

    @Override
    public int mapEntries(Flow flow) {
        return flow.origin().labels().size();
    }

    @Override
    public Instant updatedAt(Flow flow) {
        return flow.updatedAt();
    }

    @Override
    public long detailsVersion(FlowRecord row) {
        return row.getDetailsVersion();
    }

    @Override
    public long version(FlowDetailsRecord details) {
        return details.getVersion();
    }

    @Override
    public FlowDetailsRecord details(Flow flow, long version) {
        Origin origin = flow.origin();
        CancelIntent intent = flow.cancelIntent();
        Sweep sweep = flow.upkeep().sweep();
        return new FlowDetailsRecord(
                version,
                origin.controllerId(),
                origin.goal(),
                origin.requesterOrigin(),
                origin.labels(),
                flow.currentStep(),
                flow.stateJson(),
                flow.waiting().waitJson(),
                flow.waiting().blockedSummary(),
                intent == null ? null : intent.reason(),
                flow.summary(),
                flow.error(),
                sweep == null ? null : sweep.reason(),
                sweep == null ? null : UpkeepRows.toRecord(sweep.ending()));
    }

    /** The details that are in the flow's own row. */
    private static FlowDetailsRecord detailsIn(FlowRecord row) {
        SweepRecord sweep = row.getSweep().orElse(null);
        return new FlowDetailsRecord(
                0L,
                row.getControllerId().orElse(null),
                row.getGoal(),
                row.getRequesterOrigin().orElse(null),
                row.getLabels(),
                row.getCurrentStep().orElse(null),
                row.getStateJson().orElse(null),
                row.getWaitJson().orElse(null),
                row.getBlockedSummary().orElse(null),
                row.getCancelReason().orElse(null),
                row.getSummary().orElse(null),
                row.getError().orElse(null),
                sweep == null ? null : sweep.getReason().orElse(null),
                sweep == null ? null : sweep.getEnding().orElse(null));
    }

    @Override
    public Flow value(FlowRecord row, @Nullable FlowDetailsRecord detailsRow) {
        FlowDetailsRecord details = detailsRow == null ? detailsIn(row) : detailsRow;
        Origin origin = new Origin(
                row.getFlowId(),
                row.getOwnerKey(),
                row.getCreateCommandId(),
                row.getCreatedAt(),
                row.getSyncMode(),
                details.getControllerId().orElse(null),
                details.getGoal(),
                details.getRequesterOrigin().orElse(null),
                details.getLabels(),
                row.getCompletion(),
                row.getOnTaskFailure(),
                row.getClosePolicy(),
                row.getCancelGraceMs().orElse(null),
                row.getDeadline().orElse(null));
        Wait waiting = new Wait(
                details.getWaitJson().orElse(null),
                row.getBlockedTaskId().orElse(null),
                details.getBlockedSummary().orElse(null),
                row.getWakeAt().orElse(null));
        CancelIntent intent = row.getCancelRequestedAt()
                .map(at -> new CancelIntent(
                        at,
                        details.getCancelReason().orElse(null),
                        row.getCancelCommandId().orElse(null)))
                .orElse(null);
        return new Flow(
                origin,
                row.getStatus(),
                row.getRevision(),
                row.getSequence(),
                row.getNotifyPolicy(),
                details.getCurrentStep().orElse(null),
                details.getStateJson().orElse(null),
                waiting,
                intent,
                row.getGraceUntil().orElse(null),
                row.getSealed(),
                row.getFailedRunId().orElse(null),
                toCounts(row.getTasks()),
                row.getUpdatedAt(),
                row.getStartedAt().orElse(null),
                row.getEndedAt().orElse(null),
                details.getSummary().orElse(null),
                details.getError().orElse(null),
                row.getLastCommandId(),
                row.getEndCommandId().orElse(null),
                UpkeepRows.toUpkeep(row, details));
    }

    @Override
    public FlowRecord row(Flow flow, long detailsVersion) {
        FlowDetailsRecord details = detailsVersion == 0 ? details(flow, 0) : NO_DETAILS;
        Origin origin = flow.origin();
        Wait waiting = flow.waiting();
        CancelIntent intent = flow.cancelIntent();
        return new FlowRecord(
                origin.flowId(),
                origin.ownerKey(),
                origin.syncMode(),
                details.getControllerId().orElse(null),
                details.getGoal(),
                details.getRequesterOrigin().orElse(null),
                details.getLabels(),
                origin.completion(),
                origin.onTaskFailure(),
                origin.closePolicy(),
                origin.cancelGraceMs(),
                origin.deadline(),
                origin.createCommandId(),
                origin.createdAt(),
                flow.status(),
                flow.revision(),
                flow.sequence(),
                flow.notifyPolicy(),
                details.getCurrentStep().orElse(null),
                details.getStateJson().orElse(null),
                details.getWaitJson().orElse(null),
                waiting.blockedTaskId(),
                details.getBlockedSummary().orElse(null),
                waiting.wakeAt(),
                intent == null ? null : intent.requestedAt(),
                details.getCancelReason().orElse(null),
                intent == null ? null : intent.commandId(),
                flow.graceUntil(),
                flow.sealed(),
                flow.failedRunId(),
                toCounts(flow.tasks()),
                flow.updatedAt(),
                flow.startedAt(),
                flow.endedAt(),
                details.getSummary().orElse(null),
                details.getError().orElse(null),
                flow.lastCommandId(),
                flow.endCommandId(),
                UpkeepRows.toRecord(flow.upkeep().sweep(), details),
                flow.upkeep().timersUntil(),
                flow.upkeep().pruneAt(),
                flow.upkeep().pauses(),
                detailsVersion);
    }

    private static Counts toCounts(TaskCounts row) {
        return new Counts(
                row.getTotal(),
                row.getSucceeded(),
                row.getFailed(),
                row.getTimedOut(),
                row.getCancelled(),
                row.getLost(),
                row.getActive());
    }

    private static TaskCounts toCounts(Counts counts) {
        return new TaskCounts(
                counts.total(),
                counts.succeeded(),
                counts.failed(),
                counts.timedOut(),
                counts.cancelled(),
                counts.lost(),
                counts.active());
    }
}
