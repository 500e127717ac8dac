package dev.taskflow.rules;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a flow waits for or is blocked on: the wait and block fields of C8. */
public record Wait(
        @Nullable String waitJson,
        @Nullable String blockedTaskId,
        @Nullable String blockedSummary,
        @Nullable Instant wakeAt) {
    /** Waits for nothing. */
    public static final Wait NONE = new Wait(null, null, null, null);

    /** Whether this makes the flow {@code BLOCKED} rather than {@code WAITING} (C8). */
    boolean isBlock() {
        return isPresent(blockedTaskId) || isPresent(blockedSummary);
    }

    private static boolean isPresent(@Nullable String text) {
        return text != null && !text.isBlank();
    }
}
