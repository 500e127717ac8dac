package dev.taskflow.app.progress;

/**
 * Work that waits while nothing is committed.
 *
 * @param place a topic, a partition, a stream thread: where it waits; the same for as long as it lasts
 * @param message says for a reader of the log where and for how long
 */
public record Stall(String place, String message) {}
