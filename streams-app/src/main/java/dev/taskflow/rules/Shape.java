package dev.taskflow.rules;

import dev.taskflow.v1.CancelTask;
import dev.taskflow.v1.CreateFlow;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.RequestCancel;
import dev.taskflow.v1.Resume;
import dev.taskflow.v1.SetNotifyPolicy;
import dev.taskflow.v1.SpawnTasks;
import dev.taskflow.v1.SyncMode;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The first check of every command (C4): what can be judged from the command alone, without any flow. */
final class Shape {
    private static final String PAYLOADS =
            "createFlow, spawnTasks, setWaiting, resume, finish, fail, requestCancel, cancelTask, setNotifyPolicy";

    /** Every output of a command repeats them, a thousand times for a thousand tasks. */
    private static final int MAX_KEY = 1_000;

    private final Sizes sizes;

    Shape(Limits limits) {
        this.sizes = new Sizes(limits);
    }

    /** The one payload of the command, or null if it has none or several. */
    static @Nullable Object payload(FlowCommand command) {
        Object[] payloads = {
            command.getCreateFlow(),
            command.getSpawnTasks(),
            command.getSetWaiting(),
            command.getResume(),
            command.getFinish(),
            command.getFail(),
            command.getRequestCancel(),
            command.getCancelTask(),
            command.getSetNotifyPolicy()
        };
        Object found = null;
        for (Object payload : payloads) {
            Optional<?> optional = (Optional<?>) payload;
            if (optional.isPresent()) {
                if (found != null) {
                    return null;
                }
                found = optional.get();
            }
        }
        return found;
    }

    /** Says what is wrong with the command by itself, or null if nothing is. */
    @Nullable
    Refusal fault(FlowCommand command, int encodedBytes) {
        String excess = sizes.excess(command, encodedBytes);
        if (excess != null) {
            return Refusal.tooLarge(excess);
        }
        if (command.getOwnerKey().length() > MAX_KEY || command.getCommandId().length() > MAX_KEY) {
            return Refusal.tooLarge(String.format(Locale.ROOT, "ownerKey and commandId may have at most %d characters.", MAX_KEY));
        }
        String fault = envelopeFault(command);
        if (fault != null) {
            return Refusal.invalid(fault);
        }
        Object payload = payload(command);
        if (payload == null) {
            return Refusal.invalid("A command must have exactly one of %s.".formatted(PAYLOADS));
        }
        return payloadFault(payload);
    }

    private static @Nullable String envelopeFault(FlowCommand command) {
        if (!Ids.isLegal(command.getFlowId())) {
            return "flowId must be %s, but is %s.".formatted(Ids.ALLOWED, Quote.of(command.getFlowId()));
        }
        if (command.getOwnerKey().isBlank()) { // A1
            return "ownerKey is blank: name who the flow belongs to.";
        }
        if (command.getOwnerKey().chars().anyMatch(Character::isISOControl)) {
            return "ownerKey has control characters: use printable text.";
        }
        if (command.getCommandId().isBlank()) {
            return "commandId is blank: give every command an id of its own, so that its redelivery can be told.";
        }
        return null;
    }

    private static @Nullable Refusal payloadFault(Object payload) {
        if (payload instanceof CreateFlow create) {
            return createFault(create);
        }
        String fault = null;
        if (payload instanceof SpawnTasks spawn) {
            Refusal twice = TaskSpecs.namedTwice(spawn.getTasks());
            if (twice != null) {
                return twice;
            }
            fault = spawn.getTasks().isEmpty() && !spawn.getSeal()
                    ? "spawnTasks names no task and does not seal: name at least one task, or set seal."
                    : null;
        } else if (payload instanceof Resume resume) {
            fault = activeStatusFault("resume.status", resume.getStatus());
        } else if (payload instanceof RequestCancel cancel) {
            fault = Durations.fault("requestCancel.graceMs", cancel.getGraceMs().orElse(null), 0);
        } else if (payload instanceof CancelTask cancel) {
            fault = runIdFault(cancel.getRunId());
        } else if (payload instanceof SetNotifyPolicy set) {
            fault = set.getRunId().map(Shape::runIdFault).orElse(null);
        }
        return fault == null ? null : Refusal.invalid(fault);
    }

    private static @Nullable Refusal createFault(CreateFlow create) { // C1
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
            fault = tasks == 1 ? null : String.format(Locale.ROOT, "A task-mirrored flow needs exactly one task, but has %d.", tasks);
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
}
