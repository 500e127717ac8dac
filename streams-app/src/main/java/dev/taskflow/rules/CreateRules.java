package dev.taskflow.rules;

import dev.taskflow.v1.Completion;
import dev.taskflow.v1.CreateFlow;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.RejectionCode;
import dev.taskflow.v1.TaskSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code CreateFlow} (C1). */
final class CreateRules {
    private final Settings settings;
    private final TaskSpecs specs;

    CreateRules(Settings settings, TaskSpecs specs) {
        this.settings = settings;
        this.specs = specs;
    }

    Decision.Decided decide(AddressedCommand addressed, CreateFlow create) {
        FlowCommand command = addressed.command();
        Flow taken = addressed.flow();
        if (taken != null) {
            return onTakenId(addressed, create, taken);
        }
        Refusal refusal = refusal(command, create);
        if (refusal != null) {
            return Decision.Decided.answer(
                    null, new Reply.Rejected(refusal.code(), refusal.message(), null, List.of()));
        }
        Transition transition = Transition.creating(
                created(command, create, addressed.now().stamp()), addressed.stored(), addressed.now(), settings);
        Set<String> created = new HashSet<>();
        for (TaskSpec spec : create.getTasks()) {
            transition.happened(specs.spawned(spec));
            created.add(spec.getRunId());
        }
        return transition.accepted(command.getCommandId(), TaskSpecs.runIds(create.getTasks()), created);
    }

    private static Decision.Decided onTakenId(AddressedCommand addressed, CreateFlow create, Flow taken) {
        FlowCommand command = addressed.command();
        boolean owned = taken.isOwnedBy(command.getOwnerKey());
        if (owned && taken.origin().createCommandId().equals(command.getCommandId())) {
            Received received = new Received(command, taken, addressed.stored(), addressed.now(), addressed.settings());
            return received.transition().replayed(TaskSpecs.runIds(create.getTasks()));
        }
        String message = "flowId %s is taken: choose another one, best a random one.".formatted(command.getFlowId());
        // A1: nothing of a foreign flow is shown.
        return Decision.Decided.answer(
                taken, new Reply.Rejected(RejectionCode.FLOW_ID_TAKEN, message, owned ? taken : null, List.of()));
    }

    private @Nullable Refusal refusal(FlowCommand command, CreateFlow create) {
        long expected = command.getExpectedRevision().orElse(0L);
        if (expected != 0) {
            return new Refusal(
                    RejectionCode.REVISION_CONFLICT,
                    String.format(
                            Locale.ROOT,
                            "Flow %s does not exist yet, the command expects revision %d: leave expectedRevision out.",
                            command.getFlowId(),
                            expected));
        }
        Refusal unknown = specs.unknownRuntime(create.getTasks());
        return unknown != null ? unknown : specs.beyondLimits(create.getTasks().size(), 0);
    }

    private static Event.FlowCreated created(FlowCommand command, CreateFlow create, EventTime at) {
        Origin origin = new Origin(
                command.getFlowId(),
                command.getOwnerKey(),
                command.getCommandId(),
                at.instant(),
                create.getSyncMode(),
                create.getControllerId().orElse(null),
                create.getGoal(),
                create.getRequesterOrigin().orElse(null),
                create.getLabels(),
                create.getCompletion(),
                create.getOnTaskFailure(),
                create.getClosePolicy(),
                create.getCancelGraceMs().orElse(null),
                create.getDeadline().orElse(null));
        // T8: a mirrored flow begins as its task does.
        FlowStatus status = origin.isMirrored() ? FlowStatus.QUEUED : create.getInitialStatus();
        boolean sealed = !create.getTasks().isEmpty() && create.getCompletion() == Completion.WHEN_TASKS_SETTLE; // T7
        return new Event.FlowCreated(
                origin,
                status,
                create.getNotifyPolicy(),
                create.getCurrentStep().orElse(null),
                create.getStateJson().orElse(null),
                sealed);
    }
}
