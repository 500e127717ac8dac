package dev.taskflow.benchmarks.taskflow;

import dev.taskflow.v1.TaskCompleted;
import dev.taskflow.v1.TaskDispatch;
import dev.taskflow.v1.TaskEvent;
import dev.taskflow.v1.TaskOutcome;
import dev.taskflow.v1.TaskStarted;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a worker reports of a dispatch. */
final class TaskReports {
    private static final String WORKER = "worker-1";
    private static final TaskStarted STARTED = new TaskStarted();
    private static final TaskCompleted SUCCEEDED =
            TaskCompleted.newBuilder().setOutcome(TaskOutcome.SUCCEEDED).build();
    private static final TaskCompleted CANCELLED =
            TaskCompleted.newBuilder().setOutcome(TaskOutcome.CANCELLED).build();

    private TaskReports() {}

    static TaskEvent started(TaskDispatch task) {
        return event(task, STARTED, null);
    }

    static TaskEvent succeeded(TaskDispatch task) {
        return event(task, null, SUCCEEDED);
    }

    static TaskEvent cancelled(TaskDispatch task) {
        return event(task, null, CANCELLED);
    }

    private static TaskEvent event(
            TaskDispatch task, @Nullable TaskStarted started, @Nullable TaskCompleted completed) {
        return new TaskEvent(
                task.getFlowId(),
                task.getRunId(),
                task.getAttempt(),
                task.getDispatchId(),
                WORKER,
                Instant.now(),
                started,
                null,
                completed);
    }
}
