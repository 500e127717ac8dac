package dev.taskflow.query;

import dev.taskflow.rules.CancelIntent;
import dev.taskflow.rules.Counts;
import dev.taskflow.rules.Flow;
import dev.taskflow.rules.Origin;
import dev.taskflow.rules.Task;
import dev.taskflow.rules.Timeouts;
import dev.taskflow.rules.Wait;
import dev.taskflow.state.Samples;
import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.TaskStatus;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A flow, and tasks of it, in the making: everything that a test does not name is as in a plain, healthy one. */
final class Given {
    static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");

    private final Flow bare;
    private FlowStatus status = FlowStatus.RUNNING;
    private Instant updatedAt;
    private @Nullable Instant startedAt;
    private @Nullable Instant endedAt;
    private Wait waiting = Wait.NONE;
    private @Nullable CancelIntent cancelIntent;
    private Map<String, String> labels = Map.of();
    private @Nullable String controllerId = "controller";
    private int active;

    private Given(Flow bare) {
        this.bare = bare;
        this.updatedAt = bare.updatedAt();
    }

    static Given flow(String flowId) {
        return flow(flowId, "acme", CREATED);
    }

    static Given flow(String flowId, String ownerKey, Instant createdAt) {
        return new Given(Samples.bareFlow(flowId, ownerKey, createdAt));
    }

    Given status(FlowStatus newStatus) {
        status = newStatus;
        return this;
    }

    Given updatedAt(Instant time) {
        updatedAt = time;
        return this;
    }

    Given startedAt(Instant time) {
        startedAt = time;
        return this;
    }

    Given ended(FlowStatus newStatus, Instant time) {
        status = newStatus;
        updatedAt = time;
        endedAt = time;
        return this;
    }

    Given endedAt(Instant time) {
        endedAt = time;
        return this;
    }

    Given blockedOn(String taskId) {
        status = FlowStatus.BLOCKED;
        waiting = new Wait(null, taskId, "blocked", null);
        return this;
    }

    Given wakesAt(Instant time) {
        waiting = new Wait(null, null, null, time);
        return this;
    }

    Given cancelRequestedAt(Instant time) {
        cancelIntent = new CancelIntent(time, "reason", "command");
        return this;
    }

    Given labelled(Map<String, String> newLabels) {
        labels = newLabels;
        return this;
    }

    Given controlledBy(String id) {
        controllerId = id;
        return this;
    }

    Given withActive(int count) {
        active = count;
        return this;
    }

    Flow get() {
        Origin from = bare.origin();
        Origin origin = new Origin(
                from.flowId(),
                from.ownerKey(),
                from.createCommandId(),
                from.createdAt(),
                from.syncMode(),
                controllerId,
                from.goal(),
                null,
                labels,
                from.completion(),
                from.onTaskFailure(),
                from.closePolicy(),
                null,
                null);
        return new Flow(
                origin,
                status,
                bare.revision(),
                bare.sequence(),
                bare.notifyPolicy(),
                null,
                null,
                waiting,
                cancelIntent,
                null,
                false,
                null,
                new Counts(active, 0, 0, 0, 0, 0, active),
                updatedAt,
                startedAt,
                endedAt,
                null,
                null,
                bare.lastCommandId(),
                null,
                bare.upkeep());
    }

    /** Times that are null are not set. */
    static Task task(
            String flowId,
            String runId,
            TaskStatus status,
            Instant updatedAt,
            @Nullable Instant startedAt,
            @Nullable Instant endedAt,
            @Nullable Instant lastEventAt,
            @Nullable Instant nextAttemptAt) {
        return new Task(
                flowId,
                Samples.bareTask(flowId, runId).spec(),
                null,
                status,
                1,
                "dispatch",
                CREATED,
                updatedAt,
                startedAt,
                endedAt,
                lastEventAt,
                nextAttemptAt,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                false,
                null,
                null,
                Timeouts.NONE);
    }

    static Task queued(String flowId, String runId, Instant updatedAt) {
        return task(flowId, runId, TaskStatus.QUEUED, updatedAt, null, null, null, null);
    }

    static Task running(String flowId, String runId, Instant lastEventAt) {
        return task(flowId, runId, TaskStatus.RUNNING, lastEventAt, CREATED, null, lastEventAt, null);
    }

    static Task ended(String flowId, String runId, TaskStatus status, Instant endedAt) {
        return task(flowId, runId, status, endedAt, null, endedAt, null, null);
    }
}
