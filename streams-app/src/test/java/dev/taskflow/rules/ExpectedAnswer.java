package dev.taskflow.rules;

import dev.taskflow.v1.ClosePolicy;
import dev.taskflow.v1.CommandOutcome;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.RejectionCode;
import dev.taskflow.v1.SpawnTasks;
import dev.taskflow.v1.TaskSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What C2 to C7 say about a command's outcome and code, written down a second time as a plain table of checks in their order,
 * so that the rules and this have to make the same mistake to agree on one. Knows no settings: it leaves the faults of one
 * command by itself, unknown runtimes and limits to the tests that name them.
 */
final class ExpectedAnswer {
    private ExpectedAnswer() {}

    static @Nullable String differs(Step step) {
        Reply reply = step.reply();
        if (reply == null || !(step.input() instanceof Input.Command input)) {
            return null;
        }
        RejectionCode code = reply instanceof Reply.Rejected rejected ? rejected.code() : null;
        if (code == RejectionCode.INVALID
                || code == RejectionCode.TOO_LARGE
                || code == RejectionCode.UNKNOWN_RUNTIME
                || code == RejectionCode.LIMIT_EXCEEDED) {
            return step.changedRows() ? "%s, but rows changed".formatted(code) : null;
        }
        String actual = code != null ? code.name() : reply.outcome().name();
        String expected = expected(step.before(), input.command());
        return actual.equals(expected) ? null : "answered %s, expected %s".formatted(actual, expected);
    }

    private static String expected(World before, FlowCommand command) {
        Flow flow = before.flow(command.getFlowId());
        boolean owned = flow != null && flow.isOwnedBy(command.getOwnerKey());
        if (command.getCreateFlow().isPresent()) {
            if (flow == null) {
                return command.getExpectedRevision().orElse(0L) == 0
                        ? CommandOutcome.ACCEPTED.name()
                        : RejectionCode.REVISION_CONFLICT.name();
            }
            return owned && flow.origin().createCommandId().equals(command.getCommandId())
                    ? CommandOutcome.REPLAYED.name()
                    : RejectionCode.FLOW_ID_TAKEN.name();
        }
        if (flow == null || !owned) {
            return RejectionCode.NOT_FOUND.name();
        }
        if (command.getSpawnTasks().isPresent()) {
            return spawn(before, flow, command, command.getSpawnTasks().get());
        }
        if (command.getRequestCancel().isPresent()) {
            boolean replay = flow.isTerminal() ? remembered(flow, command) : flow.cancelIntent() != null;
            return replay ? CommandOutcome.REPLAYED.name() : terminalOrAccepted(flow);
        }
        if (command.getCancelTask().isPresent()) {
            Task task = before.task(command.getCancelTask().get().getRunId());
            if (task == null) {
                return RejectionCode.NOT_FOUND.name();
            }
            boolean replay = !task.isActive() || task.cancelRequestedAt() != null;
            return replay ? CommandOutcome.REPLAYED.name() : terminalOrAccepted(flow);
        }
        return command.getSetNotifyPolicy().isPresent() ? notify(before, flow, command) : advance(flow, command);
    }

    /** Whether the flow has ended, or a command has decided how it does (C9, K10). */
    private static boolean isDecided(Flow flow) {
        return flow.isTerminal() || flow.ending() != null;
    }

    private static String terminalOrAccepted(Flow flow) {
        return isDecided(flow) ? RejectionCode.TERMINAL.name() : CommandOutcome.ACCEPTED.name();
    }

    private static String spawn(World before, Flow flow, FlowCommand command, SpawnTasks spawn) {
        if (flow.origin().isMirrored()) {
            return RejectionCode.NOT_MANAGED.name();
        }
        List<TaskSpec> fresh = spawn.getTasks().stream()
                .filter(spec -> before.task(spec.getRunId()) == null)
                .toList();
        boolean stopping = isDecided(flow) || flow.cancelIntent() != null || flow.failedRunId() != null;
        boolean seals = spawn.getSeal() && !flow.sealed();
        boolean onlyReplays = fresh.isEmpty() && !spawn.getTasks().isEmpty();
        if ((fresh.isEmpty() && !seals)
                || (onlyReplays && stopping)
                || (fresh.isEmpty() && remembered(flow, command))) {
            return CommandOutcome.REPLAYED.name();
        }
        if (flow.cancelIntent() != null) {
            return RejectionCode.CANCEL_REQUESTED.name();
        }
        if (stopping) {
            return RejectionCode.TERMINAL.name();
        }
        return revisionOrAccepted(flow, command);
    }

    private static String advance(Flow flow, FlowCommand command) {
        boolean ends = command.getFinish().isPresent() || command.getFail().isPresent();
        if (flow.origin().isMirrored()) {
            return RejectionCode.NOT_MANAGED.name();
        }
        if (remembered(flow, command)) {
            return CommandOutcome.REPLAYED.name();
        }
        if (isDecided(flow)) {
            return RejectionCode.TERMINAL.name();
        }
        if (flow.cancelIntent() != null) {
            return RejectionCode.CANCEL_REQUESTED.name();
        }
        String revision = revisionOrAccepted(flow, command);
        if (!revision.equals(CommandOutcome.ACCEPTED.name())) {
            return revision;
        }
        if (command.getFinish().isPresent() && flow.failedRunId() != null) { // T6: it can only fail
            return RejectionCode.TERMINAL.name();
        }
        boolean mayNotClose = flow.tasks().active() > 0 && flow.origin().closePolicy() == ClosePolicy.REJECT_IF_ACTIVE;
        return ends && mayNotClose ? RejectionCode.ACTIVE_TASKS.name() : CommandOutcome.ACCEPTED.name();
    }

    private static String notify(World before, Flow flow, FlowCommand command) {
        if (remembered(flow, command)) {
            return CommandOutcome.REPLAYED.name();
        }
        if (isDecided(flow)) {
            return RejectionCode.TERMINAL.name();
        }
        String revision = revisionOrAccepted(flow, command);
        boolean unknown = command.getSetNotifyPolicy()
                .flatMap(set -> set.getRunId())
                .map(runId -> before.task(runId) == null)
                .orElse(false);
        return unknown && revision.equals(CommandOutcome.ACCEPTED.name()) ? RejectionCode.NOT_FOUND.name() : revision;
    }

    private static String revisionOrAccepted(Flow flow, FlowCommand command) {
        return command.getExpectedRevision().orElse(flow.revision()) == flow.revision()
                ? CommandOutcome.ACCEPTED.name()
                : RejectionCode.REVISION_CONFLICT.name();
    }

    /** C4: the last command, the ending one and, by K5, the one that recorded the intent. */
    private static boolean remembered(Flow flow, FlowCommand command) {
        String id = command.getCommandId();
        return id.equals(flow.lastCommandId())
                || id.equals(flow.endCommandId())
                || (flow.cancelIntent() != null && id.equals(flow.cancelIntent().commandId()));
    }
}
