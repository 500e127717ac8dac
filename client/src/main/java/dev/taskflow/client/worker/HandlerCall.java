package dev.taskflow.client.worker;

import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever a handler does into a result. */
record HandlerCall(WorkerSettings settings) {
    private static final Logger LOG = LoggerFactory.getLogger(HandlerCall.class);

    /** @param cancelRequested whether the task has been asked to stop */
    TaskResult run(TaskContext task, BooleanSupplier cancelRequested) {
        try {
            return Objects.requireNonNull(settings.handler().run(task), "The handler returned no result.");
        } catch (Throwable e) { // An Error too: the task has ended by it, and the worker goes on where it can.
            if (cancelRequested.getAsBoolean()) {
                LOG.atDebug()
                        .setMessage("A task ended by an exception after its cancel")
                        .addKeyValue("taskId", task.taskId())
                        .setCause(e)
                        .log();
                return TaskResult.cancelled();
            }
            LOG.atWarn()
                    .setMessage("The handler of a task failed")
                    .addKeyValue("flowId", task.flowId())
                    .addKeyValue("taskId", task.taskId())
                    .addKeyValue("attempt", task.attempt())
                    .setCause(e)
                    .log();
            return failure(e);
        }
    }

    private TaskResult failure(Throwable e) {
        String message = Objects.requireNonNullElse(e.getMessage(), "");
        if (e instanceof TaskFailed failed) {
            return failed.isRetryable()
                    ? TaskResult.failed(failed.type(), message)
                    : TaskResult.failedForGood(failed.type(), message);
        }
        String type = e.getClass().getName();
        return settings.notRetryable().stream().anyMatch(declared -> declared.isInstance(e))
                ? TaskResult.failedForGood(type, message)
                : TaskResult.failed(type, message);
    }
}
