package dev.taskflow.rules;

import dev.taskflow.v1.CancelTask;
import dev.taskflow.v1.CreateFlow;
import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.RequestCancel;
import dev.taskflow.v1.Resume;
import dev.taskflow.v1.SetNotifyPolicy;
import dev.taskflow.v1.SpawnTasks;
import dev.taskflow.v1.SyncMode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says what is wrong with the payload of a command by itself, or null if nothing is. */
final class PayloadShape {
    private PayloadShape() {}

    static @Nullable Refusal ofSpawnTasks(SpawnTasks spawn) {
        boolean empty = spawn.getTasks().isEmpty() && !spawn.getSeal();
        return empty
                ? Refusal.invalid("spawnTasks names no task and does not seal: name at least one task, or set seal.")
                : TaskSpecs.namedTwice(spawn.getTasks());
    }

    static @Nullable Refusal ofResume(Resume resume) {
        return invalid(activeStatusFault("resume.status", resume.getStatus()));
    }

    static @Nullable Refusal ofRequestCancel(RequestCancel cancel) {
        return invalid(
                Durations.fault("requestCancel.graceMs", cancel.getGraceMs().orElse(null), 0));
    }

    static @Nullable Refusal ofCancelTask(CancelTask cancel) {
        return invalid(runIdFault(cancel.getRunId()));
    }

    static @Nullable Refusal ofSetNotifyPolicy(SetNotifyPolicy set) {
        return invalid(set.getRunId().map(PayloadShape::runIdFault).orElse(null));
    }

    static @Nullable Refusal ofCreateFlow(CreateFlow create) { // C1
        String fault = activeStatusFault("createFlow.initialStatus", create.getInitialStatus());
        if (fault == null) {
            fault = Durations.fault(
                    "createFlow.cancelGraceMs", create.getCancelGraceMs().orElse(null), 0);
        }
        if (fault == null && create.getSyncMode() == SyncMode.MANAGED) {
            fault = create.getControllerId().orElse("").isBlank()
                    ? "A managed flow needs a controllerId: name the program that drives it, or use TASK_MIRRORED."
                    : null;
        }
        if (fault == null && create.getSyncMode() == SyncMode.TASK_MIRRORED) {
            int tasks = create.getTasks().size();
            fault = tasks == 1
                    ? null
                    : String.format(Locale.ROOT, "A task-mirrored flow needs exactly one task, but has %d.", tasks);
        }
        return fault != null ? Refusal.invalid(fault) : TaskSpecs.invalid(create.getTasks());
    }

    private static @Nullable String activeStatusFault(String field, FlowStatus status) {
        return status == FlowStatus.QUEUED || status == FlowStatus.RUNNING
                ? null
                : "%s must be QUEUED or RUNNING, but is %s.".formatted(field, status);
    }

    private static @Nullable String runIdFault(String runId) {
        return Ids.isLegal(runId) ? null : "runId must be %s, but is %s.".formatted(Ids.ALLOWED, Quote.of(runId));
    }

    private static @Nullable Refusal invalid(@Nullable String fault) {
        return fault == null ? null : Refusal.invalid(fault);
    }
}
