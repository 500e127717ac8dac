package dev.taskflow.rules;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The sticky cancel intent: set once, never cleared (K1).
 *
 * @param requestedAt when it was recorded
 * @param reason why, in the requester's words; null if none was given
 * @param commandId the {@code RequestCancel} that recorded it; null if a deadline did (T9)
 */
public record CancelIntent(Instant requestedAt, @Nullable String reason, @Nullable String commandId) {}
