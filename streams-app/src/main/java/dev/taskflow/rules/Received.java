package dev.taskflow.rules;

import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.RejectionCode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A well-shaped command with the flow it is for, which exists and belongs to the command's owner. */
record Received(FlowCommand command, Flow flow, StateView stored, DecisionTime now, Settings settings) {

    String commandId() {
        return command.getCommandId();
    }

    Transition transition() {
        return Transition.of(flow, stored, now, settings);
    }

    /** Whether the flow remembers this command: its redelivery is a replay (C4). */
    boolean isRedelivery() {
        return flow.remembers(commandId());
    }

    /** Refuses what only a controller may do (C4). */
    @Nullable
    Refusal unlessManaged() {
        return flow.origin().isMirrored()
                ? new Refusal(
                        RejectionCode.NOT_MANAGED,
                        "Flow %s mirrors its one task and takes no commands of a controller: create a MANAGED flow for that."
                                .formatted(flow.id()))
                : null;
    }

    /** Refuses what comes after the flow's end, or after a command has decided it (C9). */
    @Nullable
    Refusal ifTerminal() {
        if (flow.isTerminal()) {
            return new Refusal(
                    RejectionCode.TERMINAL,
                    "Flow %s ended %s at %s: create a new flow for further work."
                            .formatted(flow.id(), flow.status(), flow.endedAt()));
        }
        Ending ending = flow.ending();
        return ending != null
                ? new Refusal(
                        RejectionCode.TERMINAL,
                        "Flow %s ends %s as soon as its tasks have been stopped: create a new flow for further work."
                                .formatted(flow.id(), ending.status()))
                : null;
    }

    @Nullable
    Refusal ifCancelRequested() {
        CancelIntent intent = flow.cancelIntent();
        if (intent != null && flow.isTerminal()) {
            return new Refusal(
                    RejectionCode.CANCEL_REQUESTED,
                    "Flow %s was cancelled and ended %s at %s: create a new flow for further work."
                            .formatted(flow.id(), flow.status(), flow.endedAt()));
        }
        return intent != null
                ? new Refusal(
                        RejectionCode.CANCEL_REQUESTED,
                        "Flow %s is to be cancelled since %s: a cancel is never taken back, so stop driving it and await its settlement."
                                .formatted(flow.id(), intent.requestedAt()))
                : null;
    }

    /** Refuses what the failure of a child has already decided otherwise (T6). */
    @Nullable
    Refusal ifFailingFast() {
        return flow.isFailingFast()
                ? new Refusal(
                        RejectionCode.TERMINAL,
                        "Flow %s is failing because its task %s did not succeed: await its settlement."
                                .formatted(flow.id(), flow.failedRunId()))
                : null;
    }

    /** Refuses a command that was made on another revision (C5). */
    @Nullable
    Refusal unlessRevisionMatches() {
        long expected = command.getExpectedRevision().orElse(flow.revision());
        return expected != flow.revision()
                ? new Refusal(
                        RejectionCode.REVISION_CONFLICT,
                        String.format(
                                Locale.ROOT,
                                "Flow %s has revision %d, the command expects %d: read the flow, decide again, and send a new command.",
                                flow.id(),
                                flow.revision(),
                                expected))
                : null;
    }
}
