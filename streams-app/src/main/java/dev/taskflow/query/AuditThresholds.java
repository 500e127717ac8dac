package dev.taskflow.query;

import java.time.Duration;

/**
 * How long something may be as it is before an audit says so.
 *
 * @param flowRunning a running flow without active tasks, since its last change
 * @param flowWaiting a waiting flow without active tasks or wake-up, since its last change
 * @param flowBlocked a blocked flow, since its last change
 * @param cancel an open flow, since its cancel was requested
 * @param taskQueued a queued task, since its dispatch or the time of its next attempt
 * @param taskRunning a running task, since its worker was last heard of
 */
public record AuditThresholds(
        Duration flowRunning,
        Duration flowWaiting,
        Duration flowBlocked,
        Duration cancel,
        Duration taskQueued,
        Duration taskRunning) {

    public static final AuditThresholds DEFAULT = new AuditThresholds(
            Duration.ofMinutes(30),
            Duration.ofMinutes(30),
            Duration.ofMinutes(30),
            Duration.ofMinutes(5),
            Duration.ofMinutes(10),
            Duration.ofMinutes(30));
}
