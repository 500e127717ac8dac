package dev.taskflow.rules;

import dev.taskflow.v1.ClosePolicy;
import dev.taskflow.v1.Completion;
import dev.taskflow.v1.DeliveryContext;
import dev.taskflow.v1.SyncMode;
import dev.taskflow.v1.TaskFailurePolicy;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code CreateFlow} fixed for the life of the flow.
 *
 * @param createCommandId the command that created the flow; its redelivery is a replay (C1)
 * @param cancelGraceMs how long a cancel waits for running tasks, in milliseconds; null: the configured default (K7)
 */
public record Origin(
        String flowId,
        String ownerKey,
        String createCommandId,
        Instant createdAt,
        SyncMode syncMode,
        @Nullable String controllerId,
        String goal,
        @Nullable DeliveryContext requesterOrigin,
        Map<String, String> labels,
        Completion completion,
        TaskFailurePolicy onTaskFailure,
        ClosePolicy closePolicy,
        @Nullable Long cancelGraceMs,
        @Nullable Instant deadline) {

    /** Whether the flow mirrors its one task instead of being driven by a controller. */
    public boolean isMirrored() {
        return syncMode == SyncMode.TASK_MIRRORED;
    }
}
