package dev.taskflow.rules;

import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.RejectionCode;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Invariants of the answers to commands. */
final class AnswerChecks {
    private AnswerChecks() {}

    static List<Invariant> all() {
        return List.of(
                new Invariant("C10 every command is answered, and nothing else", AnswerChecks::commandsAreAnswered),
                new Invariant("C10 a rejection changes no state", AnswerChecks::rejectionChangesNothing),
                new Invariant("C4 a replay changes no row", AnswerChecks::replayChangesNothing),
                new Invariant("C10 a rejection says in words what to do", AnswerChecks::messageIsASentence),
                new Invariant("A1 a foreign owner learns and changes nothing", AnswerChecks::foreignersLearnNothing),
                new Invariant("C6 the answer shows the flow after the command", AnswerChecks::answerShowsTheFlow),
                new Invariant("C4 outcome and code follow the order of checks", ExpectedAnswer::differs));
    }

    private static @Nullable String commandsAreAnswered(Step step) {
        boolean isCommand = step.input() instanceof Input.Command;
        return isCommand == (step.reply() != null) ? null : "answer: " + step.reply();
    }

    private static @Nullable String rejectionChangesNothing(Step step) {
        if (!(step.reply() instanceof Reply.Rejected rejected)) {
            return null;
        }
        if (!step.changedRows() && step.recorded().isEmpty()) {
            return null;
        }
        FlowCommand command = ((Input.Command) step.input()).command();
        boolean stops = command.getRequestCancel().isPresent()
                || command.getCancelTask().isPresent();
        Flow was = step.before().flow();
        boolean isDecided = was != null && was.ending() != null; // K10: whoever ends last settles it so
        if (!stops || !(step.before().isTerminal() || isDecided) || rejected.code() != RejectionCode.TERMINAL) { // K6
            return "%s, but %s".formatted(rejected.code(), step.recorded());
        }
        if (isDecided) {
            return null;
        }
        Flow is = step.after().flow();
        return Objects.equals(stripped(was), stripped(is)) ? null : "from %s to %s".formatted(was, is);
    }

    /** The flow without what K6 may change: its tasks' doings and their grace. */
    private static @Nullable Flow stripped(@Nullable Flow flow) {
        if (flow == null) {
            return null;
        }
        Flow.Draft draft = flow.draft();
        draft.tasks = Counts.NONE;
        draft.sequence = 0;
        draft.graceUntil = null;
        draft.upkeep = Upkeep.NONE;
        draft.updatedAt = flow.origin().createdAt();
        return draft.freeze();
    }

    private static @Nullable String replayChangesNothing(Step step) {
        if (!(step.reply() instanceof Reply.Replayed)) {
            return null;
        }
        int toldInSteps = step.count(Event.SweepPaused.class); // K5, K10
        boolean repeatsOnly = step.recorded().size() == step.count(Event.WorkerToldToStop.class) + toldInSteps;
        boolean changes = step.changedRows()
                && (toldInSteps == 0
                        || !Objects.equals(
                                stripped(step.before().flow()),
                                stripped(step.after().flow())));
        return !changes && repeatsOnly ? null : "replayed, but %s".formatted(step.recorded());
    }

    private static @Nullable String messageIsASentence(Step step) {
        if (!(step.reply() instanceof Reply.Rejected rejected)) {
            return null;
        }
        String message = rejected.message();
        boolean fine = message.length() > 10
                && message.length() < 1_000
                && message.endsWith(".")
                && message.chars().noneMatch(Character::isISOControl)
                && rejected.code() != RejectionCode.UNSPECIFIED;
        return fine ? null : "%s: '%s'".formatted(rejected.code(), message);
    }

    private static @Nullable String foreignersLearnNothing(Step step) {
        Reply reply = step.reply();
        if (!step.isForeign() || reply == null) {
            return null;
        }
        boolean silent = reply instanceof Reply.Rejected
                && reply.flow() == null
                && reply.tasks().isEmpty()
                && step.recorded().isEmpty()
                && !step.changedRows();
        return silent ? null : "answer: " + reply;
    }

    private static @Nullable String answerShowsTheFlow(Step step) {
        Reply reply = step.reply();
        if (reply == null || step.isForeign()) {
            return null;
        }
        boolean notFound = reply instanceof Reply.Rejected rejected && rejected.code() == RejectionCode.NOT_FOUND;
        boolean misaddressed =
                !Ids.isLegal(((Input.Command) step.input()).command().getFlowId());
        if (notFound || misaddressed) {
            return null;
        }
        if (!Objects.equals(reply.flow(), step.after().flow())) {
            return "answered with %s, stored is %s"
                    .formatted(reply.flow(), step.after().flow());
        }
        boolean receiptsAreTrue = reply.tasks().stream().allMatch(receipt -> {
            Task task = step.after().task(receipt.getRunId());
            boolean created = step.before().task(receipt.getRunId()) == null;
            return task != null && task.status() == receipt.getStatus() && created == receipt.getCreated();
        });
        return receiptsAreTrue
                ? null
                : "receipts %s, stored are %s"
                        .formatted(reply.tasks(), step.after().tasks());
    }
}
