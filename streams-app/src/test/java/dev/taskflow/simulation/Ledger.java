package dev.taskflow.simulation;

import dev.taskflow.status.Statuses;
import dev.taskflow.v1.CommandOutcome;
import dev.taskflow.v1.CommandResult;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.FlowEvent;
import dev.taskflow.v1.FlowEventType;
import dev.taskflow.v1.FlowSettled;
import dev.taskflow.v1.RejectionCode;
import dev.taskflow.v1.ReplyMode;
import dev.taskflow.v1.TaskDispatch;
import dev.taskflow.v1.TaskEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads all that the processor sends, as clients do, and holds each record against what the contract promises. It knows
 * nothing of the processor's stores.
 */
final class Ledger {
    private final Duration retention;
    private final Map<String, FlowLedger> flows = new HashMap<>();
    private final Set<String> dispatchIds = new HashSet<>();
    private final Set<String> ids = new HashSet<>();
    private int settlements;

    Ledger(Duration retention) {
        this.retention = retention;
    }

    /** What an input led to. */
    void saw(Input input, Sent sent, Instant now) {
        boolean counts = true;
        if (input instanceof Input.Command command) {
            answered(command.command(), sent);
        } else if (input instanceof Input.Report report) {
            counts = counts(report.event());
            promise(sent.results().isEmpty(), input.flowId(), "a report was answered");
        } else {
            promise(sent.deadLetters() == 1, input.flowId(), "X1: %d dead letters", sent.deadLetters());
        }
        boolean isGarbage = input instanceof Input.Garbage;
        promise(isGarbage || sent.deadLetters() == 0, input.flowId(), "dead letter: %s", input);
        // K8 may tell the worker again.
        boolean ledToNothing = sent.events().isEmpty()
                && sent.dispatches().isEmpty()
                && sent.settlements().isEmpty();
        promise((counts && !isGarbage) || ledToNothing, input.flowId(), "A2, T4: %s led to %s", input, sent);
        note(sent, now);
    }

    /** What due timers led to. */
    void sawTimers(Sent sent, Instant now) {
        promise(sent.results().isEmpty() && sent.deadLetters() == 0, "none", "timers led to %s", sent);
        note(sent, now);
    }

    @Nullable
    FlowLedger flow(String flowId) {
        return flows.get(flowId);
    }

    Collection<FlowLedger> flows() {
        return flows.values();
    }

    /** How many flows have settled. */
    int settlements() {
        return settlements;
    }

    private boolean counts(TaskEvent report) {
        FlowLedger flow = flows.get(report.getFlowId());
        return flow != null && flow.counts(report);
    }

    private void answered(FlowCommand command, Sent sent) {
        String flowId = command.getFlowId();
        for (CommandResult result : sent.results()) {
            promise(result.getCommandId().equals(command.getCommandId()), flowId, "answer to another: %s", result);
        }
        int answers = sent.results().size();
        ReplyMode wanted = command.getReply();
        promise(answers <= (wanted == ReplyMode.NONE ? 0 : 1), flowId, "C10: %d answers", answers);
        promise(answers == 1 || wanted != ReplyMode.ALWAYS, flowId, "C10: no answer");
        for (CommandResult result : sent.results()) {
            boolean told = result.getCode()
                            .filter(code -> code == RejectionCode.TERMINAL)
                            .isPresent()
                    && (command.getRequestCancel().isPresent()
                            || command.getCancelTask().isPresent()); // K6
            promise(
                    result.getOutcome() == CommandOutcome.ACCEPTED
                            || told
                            || (sent.events().isEmpty() && sent.dispatches().isEmpty()),
                    flowId,
                    "C10: %s, but %s",
                    result,
                    sent);
        }
    }

    private void note(Sent sent, Instant now) {
        for (FlowEvent event : sent.events()) {
            if (event.getType() == FlowEventType.FLOW_CREATED) {
                created(event.getFlowId(), now);
            }
            known(event.getFlowId()).happened(event, now);
        }
        for (TaskDispatch dispatch : sent.dispatches()) {
            String dispatchId = dispatch.getDispatchId();
            promise(dispatchIds.add(dispatchId), dispatch.getFlowId(), "A2: %s was given twice", dispatchId);
            FlowLedger flow = known(dispatch.getFlowId());
            if (!hasEndedSince(dispatch, sent)) {
                flow.dispatched(dispatch, isCancelledIn(dispatch.getFlowId(), sent));
            }
        }
        for (FlowSettled announced : sent.settlements()) {
            settlements++;
            known(announced.getFlowId()).announced(announced);
        }
        sent.events().forEach(event -> known(event.getFlowId()).assertSound());
        for (String id : sent.ids()) {
            promise(ids.add(id), "none", "section 2: ce_id %s is given twice", id);
        }
    }

    /** Whether the same look at the timers has also ended the attempt: records of several topics have no common order. */
    private static boolean hasEndedSince(TaskDispatch dispatch, Sent sent) {
        String runId = dispatch.getRunId();
        return eventsOf(dispatch.getFlowId(), sent)
                .anyMatch(event -> event.getTaskStatusChanged()
                                .filter(change -> change.getRunId().equals(runId)
                                        && change.getAttempt() == dispatch.getAttempt()
                                        && !Statuses.isActive(change.getStatus()))
                                .isPresent()
                        || event.getTaskRetryScheduled()
                                .filter(retry ->
                                        retry.getRunId().equals(runId) && retry.getAttempt() > dispatch.getAttempt())
                                .isPresent());
    }

    private static boolean isCancelledIn(String flowId, Sent sent) {
        return eventsOf(flowId, sent).anyMatch(event -> event.getType() == FlowEventType.FLOW_CANCEL_REQUESTED);
    }

    private static Stream<FlowEvent> eventsOf(String flowId, Sent sent) {
        return sent.events().stream().filter(event -> event.getFlowId().equals(flowId));
    }

    private void created(String flowId, Instant now) {
        FlowLedger before = flows.get(flowId);
        if (before != null) {
            Instant since = before.restsSince();
            boolean isOver = since != null && !now.isBefore(since.plus(retention));
            promise(isOver, flowId, "S2, S3: the id is free, though its flow rests since %s", since);
        }
        flows.put(flowId, new FlowLedger(flowId));
    }

    private FlowLedger known(String flowId) {
        FlowLedger flow = flows.get(flowId);
        if (flow == null) {
            throw new Promise.Broken(flowId, "a record of a flow that was never created");
        }
        return flow;
    }

    private static void promise(boolean holds, String flowId, String format, @Nullable Object... args) {
        Promise.holds(holds, flowId, format, args);
    }
}
