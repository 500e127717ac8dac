package dev.taskflow.rules;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The durations that a command or the configuration may give, in milliseconds. Bounded, so that no later sum of a time and a duration overflows. */
public final class Durations {
    /** Ten years. */
    public static final long MAX_MS = 10L * 365 * 24 * 60 * 60 * 1_000;

    private Durations() {}

    /** Says what is wrong with a duration, or null if nothing is or none was given. */
    static @Nullable String fault(String field, @Nullable Long millis, long least) {
        if (millis == null || (millis >= least && millis <= MAX_MS)) {
            return null;
        }
        return String.format(
                Locale.ROOT, "%s must be from %d to %d milliseconds, but is %d.", field, least, MAX_MS, millis);
    }
}
