package dev.taskflow.state;

import dev.taskflow.rules.Task;
import dev.taskflow.rules.Timeouts;
import dev.taskflow.serde.StoredCodec;
import dev.taskflow.status.Statuses;
import dev.taskflow.v1.TaskDetailsRecord;
import dev.taskflow.v1.TaskError;
import dev.taskflow.v1.TaskRecord;
import dev.taskflow.v1.TaskSpec;
import dev.taskflow.v1.TaskStatus;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A task as rows, and back. Texts that come with reports stay in the task's row as long as they are short: a heartbeat that
 * brings one does not write the input again.
 */
final class TaskRows implements RowFormat<Task, TaskRecord, TaskDetailsRecord> {
    private static final StoredCodec<TaskRecord> ROWS = StoredCodec.of(TaskRecord.class);
    private static final StoredCodec<TaskDetailsRecord> DETAIL_ROWS = StoredCodec.of(TaskDetailsRecord.class);
    private static final ByteBuffer NO_BYTES = ByteBuffer.allocate(0);
    private static final TaskStatus[] STATUSES = TaskStatus.values();

    /** Where the first two fields of a row are, as long as each takes one byte: Avro's numbers n are stored as 2n. */
    private static final int STATUS_AT = StoredCodec.HEADER_LENGTH;

    private static final int DETAILS_VERSION_AT = STATUS_AT + 1;

    @Override
    public StoredCodec<TaskRecord> rows() {
        return ROWS;
    }

    @Override
    public StoredCodec<TaskDetailsRecord> detailRows() {
        return DETAIL_ROWS;
    }

    @Override
    public String key(Task task) {
        return RowKeys.task(task.flowId(), task.runId());
    }

    @Override
    public int detailsSize(Task task) {
        TaskSpec spec = task.spec();
        ByteBuffer output = task.output();
        return spec.getInput().remaining()
                + TextSizes.of(spec.getMetadata())
                + TextSizes.of(spec.getLabel().orElse(null))
                + TextSizes.of(spec.getParentRunId().orElse(null))
                + spec.getInputContentType().length()
                + TextSizes.of(TextSizes.ifLong(task.cancelReason()))
                + TextSizes.of(TextSizes.ifLong(task.workerId()))
                + TextSizes.of(TextSizes.ifLong(task.progressSummary()))
                + TextSizes.of(TextSizes.ifLong(task.terminalSummary()))
                + TextSizes.of(ifLong(task.error()))
                + (output == null ? 0 : output.remaining())
                + TextSizes.of(task.outputContentType());
    }

    @Override
    public int mapEntries(Task task) {
        return task.spec().getMetadata().size();
    }

    @Override
    public Instant updatedAt(Task task) {
        return task.updatedAt();
    }

    @Override
    public long detailsVersion(TaskRecord row) {
        return row.getDetailsVersion();
    }

    @Override
    public long version(TaskDetailsRecord details) {
        return details.getVersion();
    }

    @Override
    public TaskDetailsRecord details(Task task, long version) {
        return new TaskDetailsRecord(
                version,
                task.spec(),
                TextSizes.ifLong(task.cancelReason()),
                TextSizes.ifLong(task.workerId()),
                TextSizes.ifLong(task.progressSummary()),
                TextSizes.ifLong(task.terminalSummary()),
                ifLong(task.error()),
                task.output(),
                task.outputContentType());
    }

    @Override
    public Task value(TaskRecord row, @Nullable TaskDetailsRecord details) {
        Optional<TaskDetailsRecord> more = Optional.ofNullable(details);
        return new Task(
                row.getFlowId(),
                details == null ? row.getSpec() : details.getSpec(),
                row.getNotifyPolicy().orElse(null),
                row.getStatus(),
                row.getAttempt(),
                row.getDispatchId(),
                row.getCreatedAt(),
                row.getUpdatedAt(),
                row.getStartedAt().orElse(null),
                row.getEndedAt().orElse(null),
                row.getLastEventAt().orElse(null),
                row.getNextAttemptAt().orElse(null),
                row.getCancelRequestedAt().orElse(null),
                row.getCancelReason()
                        .or(() -> more.flatMap(TaskDetailsRecord::getCancelReason))
                        .orElse(null),
                row.getGraceUntil().orElse(null),
                row.getWorkerId()
                        .or(() -> more.flatMap(TaskDetailsRecord::getWorkerId))
                        .orElse(null),
                row.getProgressSummary()
                        .or(() -> more.flatMap(TaskDetailsRecord::getProgressSummary))
                        .orElse(null),
                row.getTerminalSummary()
                        .or(() -> more.flatMap(TaskDetailsRecord::getTerminalSummary))
                        .orElse(null),
                row.getError()
                        .or(() -> more.flatMap(TaskDetailsRecord::getError))
                        .orElse(null),
                row.getBlocked(),
                row.getOutput()
                        .or(() -> more.flatMap(TaskDetailsRecord::getOutput))
                        .orElse(null),
                row.getOutputContentType()
                        .or(() -> more.flatMap(TaskDetailsRecord::getOutputContentType))
                        .orElse(null),
                Timeouts.of(
                        row.getStartTimeoutAt().orElse(null),
                        row.getRunTimeoutAt().orElse(null),
                        row.getHeartbeatTimeoutAt().orElse(null)));
    }

    @Override
    public TaskRecord row(Task task, long detailsVersion) {
        boolean whole = detailsVersion == 0;
        return new TaskRecord(
                task.status(),
                detailsVersion,
                task.flowId(),
                whole ? task.spec() : idsOf(task.spec()),
                task.notifyPolicy(),
                task.attempt(),
                task.dispatchId(),
                task.createdAt(),
                task.updatedAt(),
                task.startedAt(),
                task.endedAt(),
                task.lastEventAt(),
                task.nextAttemptAt(),
                task.cancelRequestedAt(),
                whole ? task.cancelReason() : TextSizes.ifShort(task.cancelReason()),
                task.graceUntil(),
                whole ? task.workerId() : TextSizes.ifShort(task.workerId()),
                whole ? task.progressSummary() : TextSizes.ifShort(task.progressSummary()),
                whole ? task.terminalSummary() : TextSizes.ifShort(task.terminalSummary()),
                whole || ifLong(task.error()) == null ? task.error() : null,
                task.blocked(),
                whole ? task.output() : null,
                whole ? task.outputContentType() : null,
                task.timeouts().startAt(),
                task.timeouts().runAt(),
                task.timeouts().heartbeatAt());
    }

    private static @Nullable TaskError ifLong(@Nullable TaskError error) {
        return TextSizes.of(error) > TextSizes.SHORT ? error : null;
    }

    private static TaskSpec idsOf(TaskSpec spec) {
        return new TaskSpec(
                spec.getRunId(),
                spec.getRuntime(),
                null,
                null,
                NO_BYTES.duplicate(),
                "",
                Map.of(),
                null,
                null,
                null,
                null,
                null);
    }

    /** Whether a row is an ended task's, as far as that can be seen without decoding it; a row of 0.1 has to be decoded. */
    static boolean isEnded(byte[] row) {
        if (!ROWS.isOfThisVersion(row) || row.length <= STATUS_AT) {
            return false;
        }
        int symbol = row[STATUS_AT] >> 1;
        return symbol >= 0
                && symbol < STATUSES.length
                && STATUSES[symbol] != TaskStatus.UNSPECIFIED
                && !Statuses.isActive(STATUSES[symbol]);
    }

    /** Whether a row with the task's details may belong to a row: not if it is surely not so. */
    static boolean mayHaveDetails(byte[] row) {
        return !ROWS.isOfThisVersion(row) || row.length <= DETAILS_VERSION_AT || row[DETAILS_VERSION_AT] != 0;
    }

    /** The task as it is stored. Input is the bulk of most tasks: it is kept only while a later dispatch may need it. */
    static Task kept(Task task) {
        if (task.mayBeDispatchedAgain() || !task.spec().getInput().hasRemaining()) {
            return task;
        }
        return task.withSpec(withoutInput(task.spec()));
    }

    private static TaskSpec withoutInput(TaskSpec spec) {
        return new TaskSpec(
                spec.getRunId(),
                spec.getRuntime(),
                spec.getLabel().orElse(null),
                spec.getParentRunId().orElse(null),
                ByteBuffer.allocate(0),
                spec.getInputContentType(),
                spec.getMetadata(),
                spec.getNotifyPolicy().orElse(null),
                spec.getRetry().orElse(null),
                spec.getStartTimeoutMs().orElse(null),
                spec.getRunTimeoutMs().orElse(null),
                spec.getHeartbeatTimeoutMs().orElse(null));
    }
}
