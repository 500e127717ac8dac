package dev.taskflow.rules;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event with the state that it led to, so that outputs need to work nothing out again.
 *
 * @param occurredAt never earlier than the flow's last change (X3)
 * @param flow the flow right after the event
 * @param task the task right after the event; null for an event that is not about one task
 */
public record Recorded(Event event, Instant occurredAt, Flow flow, @Nullable Task task) {}
