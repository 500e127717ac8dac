package dev.taskflow.rules;

import dev.taskflow.v1.FlowStatus;
import org.jspecify.annotations.Nullable;

/**
 * How a flow ends, decided by a command.
 *
 * @param blockedTaskId the task that it failed for, if the command names one
 * @param commandId the {@code Finish} or {@code Fail} that decided it
 */
public record Ending(
        FlowStatus status,
        @Nullable String stateJson,
        @Nullable String blockedTaskId,
        @Nullable String blockedSummary,
        @Nullable String summary,
        @Nullable String error,
        String commandId) {

    Wait waiting() {
        return new Wait(null, blockedTaskId, blockedSummary, null);
    }
}
