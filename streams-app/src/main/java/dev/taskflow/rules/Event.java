package dev.taskflow.rules;

import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.NotifyPolicy;
import dev.taskflow.v1.TaskCompleted;
import dev.taskflow.v1.TaskError;
import dev.taskflow.v1.TaskSpec;
import dev.taskflow.v1.TaskStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a flow or one of its tasks, said once: {@code Evolution} makes the next state of it, the topology's emitter
 * the output records.
 */
public sealed interface Event {
    /** An event that the flow's history shows: it takes the next {@code sequence} and goes to {@code flow-events}. */
    sealed interface Historic extends Event {}

    /** An event that only the state, or only a worker, learns of. */
    sealed interface Silent extends Event {}

    /** An event about one task. */
    sealed interface OfTask extends Event {
        /** The task's id within its flow. */
        String runId();
    }

    /** A flow exists; it has revision 1. */
    record FlowCreated(
            Origin origin,
            FlowStatus status,
            NotifyPolicy notifyPolicy,
            @Nullable String currentStep,
            @Nullable String stateJson,
            boolean sealed)
            implements Historic {}

    /** The flow's status, step or wait changed (C8). */
    record FlowUpdated(FlowStatus status, @Nullable String currentStep, @Nullable String stateJson, Wait waiting)
            implements Historic {}

    /** The cancel intent is recorded, before any child is told (K1). */
    record FlowCancelRequested(CancelIntent intent, Instant graceUntil) implements Historic {}

    /**
     * The flow has reached its one terminal status (S1).
     *
     * @param commandId the command that ended it; null if a report or a timer did
     */
    record FlowSettled(
            FlowStatus status,
            @Nullable String stateJson,
            Wait waiting,
            @Nullable String summary,
            @Nullable String error,
            @Nullable String commandId)
            implements Historic {}

    /** No task may be spawned any more (T7). */
    record FlowSealed() implements Silent {}

    /** What the requester is told about the flow changed. */
    record NotifyPolicyChanged(NotifyPolicy policy) implements Silent {}

    /** A child's end has decided that the flow ends {@code FAILED} (T6). */
    record FailFastBegan(String failedRunId) implements Silent {}

    /** The children have been told to stop, and have this long to report (T6, C9, K6). */
    record ChildrenStopped(Instant graceUntil) implements Silent {}

    /** A command has been accepted: the flow remembers it (C4). */
    record CommandAccepted(String commandId) implements Silent {}

    /** A walk over the children of a large flow goes on later (K10). */
    record SweepPaused(Sweep sweep) implements Silent {}

    /** A walk over the children is through. */
    record SweepEnded() implements Silent {}

    /** The flow has ended and has no active task: from now on its retention counts (S2). */
    record RetentionBegan(Instant pruneAt) implements Silent {}

    /** A task exists and its first attempt is dispatched. */
    record TaskSpawned(TaskSpec spec, String dispatchId) implements Historic, OfTask {
        @Override
        public String runId() {
            return spec.getRunId();
        }
    }

    /** A worker runs the task. */
    record TaskStarted(String runId, String workerId) implements Historic, OfTask {}

    /** A worker has given a sign of life, perhaps with words. */
    record TaskProgressed(String runId, String workerId, @Nullable String summary) implements Historic, OfTask {}

    /**
     * The task has reached its terminal status.
     *
     * @param report the worker's report; null if a command or a timer ended the task
     */
    record TaskEnded(
            String runId,
            TaskStatus status,
            @Nullable String workerId,
            @Nullable TaskError error,
            @Nullable TaskCompleted report)
            implements Historic, OfTask {}

    /**
     * The attempt has failed and another one follows (T3). Until it is dispatched no report counts.
     *
     * @param attempt the coming attempt
     */
    record TaskRetryScheduled(String runId, int attempt, Instant notBefore, @Nullable TaskError error)
            implements Historic, OfTask {}

    /** A running task's worker is told to stop (K2). */
    record TaskCancelRequested(String runId, @Nullable String reason, @Nullable Instant graceUntil)
            implements Historic, OfTask {}

    /** The attempt that waited for its backoff is dispatched (T3). */
    record TaskRedispatched(String runId, String dispatchId) implements Silent, OfTask {}

    /** A worker is told to stop, again or because its attempt no longer counts; nothing else changes (K2, K5, K8, T5). */
    record WorkerToldToStop(String runId, @Nullable String reason) implements Silent, OfTask {}

    /** The timer that looks for the task's signs of life was met early, and is moved (T5); the flow does not change. */
    record HeartbeatTimerMoved(String runId, Instant dueAt) implements Silent, OfTask {}

    /** What the requester is told about the task changed. */
    record TaskNotifyPolicyChanged(String runId, NotifyPolicy policy) implements Silent, OfTask {}
}
