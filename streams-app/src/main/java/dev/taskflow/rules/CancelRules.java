package dev.taskflow.rules;

import dev.taskflow.v1.CancelTask;
import dev.taskflow.v1.RejectionCode;
import dev.taskflow.v1.RequestCancel;
import dev.taskflow.v1.TaskStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code RequestCancel} and {@code CancelTask} (K1 to K9). Neither ever fails on a revision (C5). */
final class CancelRules {

    Decision.Decided requestCancel(Received received, RequestCancel cancel) {
        Transition transition = received.transition();
        Flow flow = received.flow();
        // K5. What an open flow remembers without an intent was another command with the same id: a cancel is not lost
        // to that.
        if (flow.isTerminal() ? received.isRedelivery() : flow.cancelIntent() != null) {
            repeatCancellations(transition, received.flow());
            return transition.replayed(List.of());
        }
        String reason = cancel.getReason().orElse(null);
        Instant graceUntil = transition.graceUntil(cancel.getGraceMs().orElse(null));
        Refusal terminal = received.ifTerminal();
        if (terminal != null) {
            // K6: children that were told before get no more time, however often a cancel is repeated.
            if (!flow.isSweeping()) { // else they are being told
                Children.stopAllWithin(transition, earlier(flow.graceUntil(), graceUntil), reason);
            }
            return transition.rejected(terminal, List.of());
        }
        cancelFlow(transition, new CancelIntent(transition.occurredAt(), reason, received.commandId()), graceUntil);
        return transition.accepted(received.commandId());
    }

    /** K1: first the intent, then the children, then, if none is left, the end. */
    static void cancelFlow(Transition transition, CancelIntent intent, Instant graceUntil) {
        transition.happened(new Event.FlowCancelRequested(intent, graceUntil));
        Children.stopAll(transition, intent.reason());
        Settlement.settleIfDue(transition, intent.commandId());
    }

    Decision.Decided cancelTask(Received received, CancelTask cancel) {
        Transition transition = received.transition();
        Task task = transition.task(cancel.getRunId());
        if (task == null) {
            return transition.rejected(
                    new Refusal(
                            RejectionCode.NOT_FOUND,
                            "Flow %s has no task %s: check the runId."
                                    .formatted(received.flow().id(), cancel.getRunId())),
                    List.of());
        }
        List<String> named = List.of(cancel.getRunId());
        if (!task.isActive()) {
            return transition.replayed(named);
        }
        if (task.cancelRequestedAt() != null) {
            transition.happened(new Event.WorkerToldToStop(task.runId(), task.cancelReason()));
            return transition.replayed(named);
        }
        stopOne(transition, task, cancel.getReason().orElse(null), received.commandId());
        Refusal terminal = received.ifTerminal();
        if (terminal != null) {
            return transition.rejected(terminal, named); // as K6: refused, and the task is told all the same
        }
        return transition.accepted(received.commandId(), named, List.of());
    }

    private static void stopOne(Transition transition, Task task, @Nullable String reason, String commandId) { // K9
        Children.stop(transition, task, reason, transition.graceUntil(null));
        if (task.status() == TaskStatus.QUEUED) {
            Children.failFastIfDue(transition, task.runId(), TaskStatus.CANCELLED);
            Settlement.settleIfDue(transition, commandId);
        }
    }

    private static Instant earlier(@Nullable Instant set, Instant proposed) {
        return set != null && set.isBefore(proposed) ? set : proposed;
    }

    /** K5. Children that a walk has not reached yet are told by it. */
    private static void repeatCancellations(Transition transition, Flow flow) {
        boolean wereTold = flow.cancelIntent() != null || flow.graceUntil() != null;
        if (wereTold && !flow.isSweeping()) {
            CancelIntent intent = flow.cancelIntent();
            Children.stopAll(transition, intent == null ? null : intent.reason());
        }
    }
}
