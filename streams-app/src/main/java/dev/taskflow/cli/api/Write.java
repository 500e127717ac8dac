package dev.taskflow.cli.api;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * How a command is sent.
 *
 * @param idempotencyKey names it, so that it may be sent again
 * @param revision which the flow must have
 * @param decideWithin how long the instance waits for its decision
 */
public record Write(String idempotencyKey, OptionalLong revision, Duration decideWithin) {}
