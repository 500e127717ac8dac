package dev.taskflow.rules;

import dev.taskflow.v1.ClosePolicy;
import dev.taskflow.v1.Fail;
import dev.taskflow.v1.Finish;
import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.RejectionCode;
import dev.taskflow.v1.Resume;
import dev.taskflow.v1.SetWaiting;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a controller drives its flow with: {@code SetWaiting}, {@code Resume}, {@code Finish}, {@code Fail} (C7, C8, C9). */
final class AdvanceRules {

    Decision.Decided setWaiting(Received received, SetWaiting set) {
        return advance(received, null, transition -> {
            Wait waiting = new Wait(
                    set.getWaitJson().orElse(null),
                    set.getBlockedTaskId().orElse(null),
                    set.getBlockedSummary().orElse(null),
                    set.getWakeAt().orElse(null));
            transition.happened(new Event.FlowUpdated(
                    waiting.isBlock() ? FlowStatus.BLOCKED : FlowStatus.WAITING, // C8
                    orKeep(set.getCurrentStep(), received.flow().currentStep()),
                    orKeep(set.getStateJson(), received.flow().stateJson()),
                    waiting));
        });
    }

    Decision.Decided resume(Received received, Resume resume) {
        return advance(
                received,
                null,
                transition -> transition.happened(new Event.FlowUpdated(
                        resume.getStatus(),
                        orKeep(resume.getCurrentStep(), received.flow().currentStep()),
                        orKeep(resume.getStateJson(), received.flow().stateJson()),
                        Wait.NONE)));
    }

    Decision.Decided finish(Received received, Finish finish) {
        // T6: a flow that fails fast ends FAILED, so it can no longer succeed.
        Refusal refusal = received.ifFailingFast();
        refusal = refusal != null ? refusal : ifTasksMustEndFirst(received.flow());
        Ending ending = new Ending(
                FlowStatus.SUCCEEDED,
                orKeep(finish.getStateJson(), received.flow().stateJson()),
                null,
                null,
                finish.getSummary().orElse(null),
                null,
                received.commandId());
        return advance(received, refusal, transition -> close(transition, "flow finished", ending));
    }

    Decision.Decided fail(Received received, Fail fail) {
        Ending ending = new Ending(
                FlowStatus.FAILED,
                orKeep(fail.getStateJson(), received.flow().stateJson()),
                fail.getBlockedTaskId().orElse(null),
                fail.getBlockedSummary().orElse(null),
                null,
                fail.getError(),
                received.commandId());
        return advance(
                received, ifTasksMustEndFirst(received.flow()), transition -> close(transition, "flow failed", ending));
    }

    /** The checks of C4 in their order, then the change. */
    private static Decision.Decided advance(Received received, @Nullable Refusal last, Consumer<Transition> change) {
        Transition transition = received.transition();
        Refusal refusal = received.unlessManaged();
        if (refusal == null && received.isRedelivery()) {
            return transition.replayed(List.of());
        }
        refusal = refusal != null ? refusal : received.ifTerminal();
        refusal = refusal != null ? refusal : received.ifCancelRequested();
        refusal = refusal != null ? refusal : received.unlessRevisionMatches();
        refusal = refusal != null ? refusal : last;
        if (refusal != null) {
            return transition.rejected(refusal, List.of());
        }
        change.accept(transition);
        return transition.accepted(received.commandId());
    }

    private static @Nullable Refusal ifTasksMustEndFirst(Flow flow) { // C9
        boolean refused = flow.tasks().active() > 0 && flow.origin().closePolicy() == ClosePolicy.REJECT_IF_ACTIVE;
        return refused
                ? new Refusal(
                        RejectionCode.ACTIVE_TASKS,
                        String.format(
                                Locale.ROOT,
                                "Flow %s has %d active tasks: await or cancel them first, or cancel the flow.",
                                flow.id(),
                                flow.tasks().active()))
                : null;
    }

    private static void close(Transition transition, String reason, Ending ending) { // C9
        boolean stop = transition.flow().tasks().active() > 0
                && transition.flow().origin().closePolicy() == ClosePolicy.CANCEL_TASKS;
        if (stop) {
            Children.stopAllAndEnd(transition, reason, ending);
        } else {
            Settlement.end(transition, ending);
        }
    }

    private static @Nullable String orKeep(Optional<String> given, @Nullable String current) {
        return given.orElse(current);
    }
}
