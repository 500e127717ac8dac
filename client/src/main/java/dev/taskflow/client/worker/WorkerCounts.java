package dev.taskflow.client.worker;

/**
 * What a worker has done since its start, and does. A task counts as completed when its report is stored.
 *
 * @param waiting dispatches that it has taken and not started
 * @param running handlers at work
 */
public record WorkerCounts(int waiting, int running, long succeeded, long failed, long timedOut, long cancelled) {}
