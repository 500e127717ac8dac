package dev.taskflow.client.worker;

/** The work of one runtime. Called from several threads at once, up to the worker's concurrency. */
@FunctionalInterface
public interface TaskHandler {

    /**
     * Does one task. May be called again for the same {@link TaskContext#dispatchId()}, here or in another process, if a worker
     * died before its report was stored; only the first report counts.
     *
     * @return how it ended; a null counts as an exception
     * @throws TaskFailed to end it as {@code FAILED} with a type of one's own
     * @throws Exception any other ends it as {@code FAILED} with the exception's class name as type, or as {@code CANCELLED}
     *     if the task has been asked to stop
     */
    TaskResult run(TaskContext task) throws Exception;
}
