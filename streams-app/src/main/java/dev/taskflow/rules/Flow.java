package dev.taskflow.rules;

import dev.taskflow.status.Statuses;
import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.NotifyPolicy;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A flow as it stands after its last change. Immutable; {@code Evolution} alone makes the next one.
 *
 * @param revision the number of changes that controllers see (C6)
 * @param sequence the number of flow events so far; they are numbered from 1 without gaps
 * @param graceUntil when children that were told to stop and are still active become {@code LOST} (K7); null: none were told
 * @param sealed no task may be spawned any more (T7)
 * @param failedRunId the child whose end made the flow fail fast (T6); null: none did
 * @param lastCommandId the last command that changed the flow (C4)
 * @param endCommandId the command that ended the flow (C4); null while open, or if no command did
 * @param upkeep what the processor notes for its own work
 */
public record Flow(
        Origin origin,
        FlowStatus status,
        long revision,
        long sequence,
        NotifyPolicy notifyPolicy,
        @Nullable String currentStep,
        @Nullable String stateJson,
        Wait waiting,
        @Nullable CancelIntent cancelIntent,
        @Nullable Instant graceUntil,
        boolean sealed,
        @Nullable String failedRunId,
        Counts tasks,
        Instant updatedAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable String summary,
        @Nullable String error,
        String lastCommandId,
        @Nullable String endCommandId,
        Upkeep upkeep) {

    /** The flow's id. */
    public String id() {
        return origin.flowId();
    }

    /** Whether the flow has settled. */
    public boolean isTerminal() {
        return Statuses.isTerminal(status, endedAt);
    }

    /** Whether a child's failure has decided that the flow ends {@code FAILED} once its last child has settled (T6). */
    boolean isFailingFast() {
        return failedRunId != null && !isTerminal();
    }

    /** Whether the flow has ended, or its end is decided whatever its controller still says. */
    boolean isDecided() {
        return isTerminal() || cancelIntent != null || ending() != null;
    }

    /** How the flow ends once its children have been stopped (C9); null if no command has decided that. */
    @Nullable
    Ending ending() {
        Sweep sweep = upkeep.sweep();
        return sweep == null ? null : sweep.ending();
    }

    /** Whether children are being stopped, and some may not have been reached yet (K10). */
    boolean isSweeping() {
        return upkeep.sweep() != null;
    }

    boolean isOwnedBy(String ownerKey) {
        return origin.ownerKey().equals(ownerKey);
    }

    /** Whether a command with this id is a redelivery of one that has already changed this flow (C4, K5). */
    boolean remembers(String commandId) {
        return commandId.equals(lastCommandId)
                || commandId.equals(endCommandId)
                || (cancelIntent != null && commandId.equals(cancelIntent.commandId()));
    }

    Draft draft() {
        return new Draft(this);
    }

    /** A flow being changed; lives within one step of {@code Evolution}. */
    static final class Draft {
        private final Origin origin;
        FlowStatus status;
        long revision;
        long sequence;
        NotifyPolicy notifyPolicy;

        @Nullable
        String currentStep;

        @Nullable
        String stateJson;

        Wait waiting;

        @Nullable
        CancelIntent cancelIntent;

        @Nullable
        Instant graceUntil;

        boolean sealed;

        @Nullable
        String failedRunId;

        Counts tasks;
        Instant updatedAt;

        @Nullable
        Instant startedAt;

        @Nullable
        Instant endedAt;

        @Nullable
        String summary;

        @Nullable
        String error;

        String lastCommandId;

        @Nullable
        String endCommandId;

        Upkeep upkeep;

        private Draft(Flow flow) {
            origin = flow.origin;
            status = flow.status;
            revision = flow.revision;
            sequence = flow.sequence;
            notifyPolicy = flow.notifyPolicy;
            currentStep = flow.currentStep;
            stateJson = flow.stateJson;
            waiting = flow.waiting;
            cancelIntent = flow.cancelIntent;
            graceUntil = flow.graceUntil;
            sealed = flow.sealed;
            failedRunId = flow.failedRunId;
            tasks = flow.tasks;
            updatedAt = flow.updatedAt;
            startedAt = flow.startedAt;
            endedAt = flow.endedAt;
            summary = flow.summary;
            error = flow.error;
            lastCommandId = flow.lastCommandId;
            endCommandId = flow.endCommandId;
            upkeep = flow.upkeep;
        }

        Flow freeze() {
            return new Flow(
                    origin,
                    status,
                    revision,
                    sequence,
                    notifyPolicy,
                    currentStep,
                    stateJson,
                    waiting,
                    cancelIntent,
                    graceUntil,
                    sealed,
                    failedRunId,
                    tasks,
                    updatedAt,
                    startedAt,
                    endedAt,
                    summary,
                    error,
                    lastCommandId,
                    endCommandId,
                    upkeep);
        }
    }
}
