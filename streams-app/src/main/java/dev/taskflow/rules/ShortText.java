package dev.taskflow.rules;

import org.jspecify.annotations.Nullable;

/** Texts that are repeated or that have to fit: cut where they are too long, with a sign that they were. */
public final class ShortText {
    /** The most characters that are left. */
    public static final int MAX_LENGTH = 1_000;

    private ShortText() {}

    /** The text, or its beginning; null for null. */
    public static @Nullable String of(@Nullable String text) {
        if (text == null || text.length() <= MAX_LENGTH) {
            return text;
        }
        boolean halves = Character.isHighSurrogate(text.charAt(MAX_LENGTH - 1));
        return text.substring(0, halves ? MAX_LENGTH - 1 : MAX_LENGTH) + "…";
    }
}
