/**
 * For programs that run tasks: {@link dev.taskflow.client.worker.TaskWorker} takes the dispatches of one runtime, runs a
 * {@link dev.taskflow.client.worker.TaskHandler} on each, reports what became of it and passes cancellations on to it.
 */
@NullMarked
package dev.taskflow.client.worker;

import org.jspecify.annotations.NullMarked;
