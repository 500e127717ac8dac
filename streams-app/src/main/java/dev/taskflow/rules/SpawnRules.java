package dev.taskflow.rules;

import dev.taskflow.v1.SpawnTasks;
import dev.taskflow.v1.TaskSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code SpawnTasks} (C2, C3). */
final class SpawnRules {
    private final TaskSpecs specs;

    SpawnRules(TaskSpecs specs) {
        this.specs = specs;
    }

    Decision.Decided decide(Received received, SpawnTasks spawn) {
        Transition transition = received.transition();
        List<String> named = TaskSpecs.runIds(spawn.getTasks());
        Refusal notManaged = received.unlessManaged();
        if (notManaged != null) {
            return transition.rejected(notManaged, List.of());
        }
        List<TaskSpec> fresh = new ArrayList<>();
        for (TaskSpec spec : spawn.getTasks()) {
            if (!Ids.isLegal(spec.getRunId()) || transition.task(spec.getRunId()) == null) {
                fresh.add(spec);
            }
        }
        if (isReplay(received, spawn, fresh)) {
            return transition.replayed(named);
        }
        Refusal refusal = refusal(received, fresh);
        if (refusal != null) {
            return transition.rejected(refusal, named); // C3: existing tasks are still reported
        }
        Set<String> created = new HashSet<>();
        for (TaskSpec spec : fresh) {
            transition.happened(specs.spawned(spec));
            created.add(spec.getRunId());
        }
        if (spawn.getSeal()) {
            transition.happened(new Event.FlowSealed());
            Settlement.settleIfDue(transition, received.commandId()); // T7: at once if nothing is active
        }
        return transition.accepted(received.commandId(), named, created);
    }

    /** C3: nothing in the command is new. Naming only existing tasks is a replay even where a spawn would be refused. */
    private static boolean isReplay(Received received, SpawnTasks spawn, List<TaskSpec> fresh) {
        if (!fresh.isEmpty()) {
            return false;
        }
        if (received.isRedelivery() || !spawn.getSeal() || received.flow().sealed()) {
            return true;
        }
        boolean mayStillSeal = received.ifTerminal() == null
                && received.flow().cancelIntent() == null
                && !received.flow().isFailingFast();
        return !mayStillSeal && !spawn.getTasks().isEmpty();
    }

    private @Nullable Refusal refusal(Received received, List<TaskSpec> fresh) {
        Refusal refusal = received.ifCancelRequested(); // C2: before TERMINAL, so also after CANCELLED
        refusal = refusal != null ? refusal : received.ifTerminal();
        refusal = refusal != null ? refusal : received.ifFailingFast();
        refusal = refusal != null ? refusal : received.unlessRevisionMatches();
        refusal = refusal != null ? refusal : ifSealed(received.flow());
        refusal = refusal != null ? refusal : TaskSpecs.invalid(fresh);
        refusal = refusal != null ? refusal : specs.unknownRuntime(fresh);
        return refusal != null
                ? refusal
                : specs.beyondLimits(fresh.size(), received.flow().tasks().active());
    }

    private static @Nullable Refusal ifSealed(Flow flow) {
        return flow.sealed()
                ? Refusal.limitExceeded("Flow %s is sealed and takes no further tasks: create another flow for them."
                        .formatted(flow.id()))
                : null;
    }
}
