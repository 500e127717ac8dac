package dev.taskflow.simulation;

import dev.taskflow.v1.TaskCancellation;
import dev.taskflow.v1.TaskCompleted;
import dev.taskflow.v1.TaskDispatch;
import dev.taskflow.v1.TaskError;
import dev.taskflow.v1.TaskEvent;
import dev.taskflow.v1.TaskOutcome;
import dev.taskflow.v1.TaskProgress;
import dev.taskflow.v1.TaskStarted;
import java.time.Instant;
import java.util.List;

/** Workers that answer late, twice, never or wrongly, and some that do as they should. */
final class Workers {
    private static final long LONGEST_MS = 90_000;

    private final Chance chance;
    private final Schedule schedule;

    Workers(Chance chance, Schedule schedule) {
        this.chance = chance;
        this.schedule = schedule;
    }

    /** Reports, over some time from then on, what becomes of a task. */
    void work(TaskDispatch dispatch, Instant from) {
        if (chance.percent(15)) {
            return; // nobody took it
        }
        Instant at = from.plusMillis(chance.mostlyShort(0, LONGEST_MS));
        if (chance.percent(80)) {
            send(at, report(dispatch, at).setStarted(new TaskStarted()));
        }
        for (int i = chance.between(0, 2); i > 0; i--) {
            at = at.plusMillis(chance.mostlyShort(0, LONGEST_MS / 3));
            send(at, report(dispatch, at).setProgress(new TaskProgress(chance.percent(50) ? "half way" : null)));
        }
        if (chance.percent(80)) { // else the worker is lost
            at = at.plusMillis(chance.mostlyShort(0, LONGEST_MS));
            send(at, report(dispatch, at).setCompleted(completed()));
        }
    }

    /** Does, or does not do, as a worker is told. */
    void stop(TaskCancellation told, Instant from) {
        if (chance.percent(50)) {
            return; // and goes on
        }
        Instant at = from.plusMillis(chance.mostlyShort(0, LONGEST_MS / 2));
        TaskEvent.Builder report = TaskEvent.newBuilder()
                .setFlowId(told.getFlowId())
                .setRunId(told.getRunId())
                .setAttempt(told.getAttempt())
                .setDispatchId(told.getDispatchId())
                .setWorkerId("worker")
                .setOccurredAt(at);
        send(
                at,
                report.setCompleted(TaskCompleted.newBuilder()
                        .setOutcome(TaskOutcome.CANCELLED)
                        .build()));
    }

    private void send(Instant at, TaskEvent.Builder report) {
        Input input = new Input.Report(report.build());
        schedule.add(at, input);
        if (chance.percent(10)) { // twice
            schedule.add(at.plusMillis(chance.mostlyShort(0, LONGEST_MS)), input);
        }
        if (chance.percent(5)) { // and once more by somebody who must not
            schedule.add(
                    at.minusMillis(chance.between(0, 500)),
                    new Input.Report(forged(TaskEvent.newBuilder(((Input.Report) input).event()))));
        }
    }

    private TaskEvent forged(TaskEvent.Builder report) {
        return switch (chance.between(0, 3)) {
            case 0 -> report.setDispatchId("forged").build();
            case 1 ->
                report.setAttempt(report.getAttempt() + chance.between(-1, 1) * 2 + 1)
                        .build();
            case 2 -> report.setRunId("run-of-nobody").build();
            default -> report.setFlowId("flow-of-nobody").build();
        };
    }

    private static TaskEvent.Builder report(TaskDispatch dispatch, Instant at) {
        return TaskEvent.newBuilder()
                .setFlowId(dispatch.getFlowId())
                .setRunId(dispatch.getRunId())
                .setAttempt(dispatch.getAttempt())
                .setDispatchId(dispatch.getDispatchId())
                .setWorkerId("worker")
                .setOccurredAt(at);
    }

    private TaskCompleted completed() {
        TaskOutcome outcome = chance.oneOf(List.of(
                TaskOutcome.SUCCEEDED,
                TaskOutcome.SUCCEEDED,
                TaskOutcome.SUCCEEDED,
                TaskOutcome.FAILED,
                TaskOutcome.FAILED,
                TaskOutcome.TIMED_OUT,
                TaskOutcome.CANCELLED));
        boolean failed = outcome == TaskOutcome.FAILED;
        return TaskCompleted.newBuilder()
                .setOutcome(outcome)
                .setBlocked(outcome == TaskOutcome.SUCCEEDED && chance.percent(20))
                .setError(failed ? new TaskError("boom", "it broke", chance.percent(70)) : null)
                .build();
    }
}
