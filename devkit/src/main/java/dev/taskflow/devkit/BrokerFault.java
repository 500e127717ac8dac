package dev.taskflow.devkit;

/**
 * Something that a broker could not handle. A production broker ends its process after a fatal one; {@link DevKafka} keeps
 * the host alive and reports it here instead.
 *
 * @param where the part of the broker that failed, in Kafka's words
 * @param fatal whether the broker is of no further use and should be closed
 * @param cause what happened
 */
public record BrokerFault(String where, boolean fatal, Throwable cause) {}
