package dev.taskflow.cli.text;

import java.util.Locale;
import java.util.function.IntPredicate;

/**
 * What of a text may reach a terminal. Control characters (C0, C1, so also the escape character), format characters (such
 * as those that turn or isolate the direction of writing, or have no width), line separators and lone surrogates are shown
 * as {@code \}{@code u001b}: raw they could move the cursor, hide or fake what is shown. The one place that knows them.
 */
public final class SafeText {

    private static final int REPLACEMENT = 0xFFFD;

    private SafeText() {}

    /** The text with everything unsafe escaped, in one line. */
    public static String of(String text) {
        return escape(text, SafeText::isUnsafe);
    }

    /**
     * JSON stays the same JSON: what is unsafe in its strings is escaped as JSON does it, line breaks between values stay. Half
     * a surrogate pair is no JSON for most readers, however written, and becomes the replacement character.
     */
    static String ofJson(String json) {
        String whole = json.codePoints()
                .map(codePoint -> Character.getType(codePoint) == Character.SURROGATE ? REPLACEMENT : codePoint)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return escape(whole, codePoint -> codePoint != '\n' && isUnsafe(codePoint));
    }

    /** The text with these code points escaped. */
    static String escape(String text, IntPredicate unsafe) {
        if (text.codePoints().noneMatch(unsafe)) {
            return text;
        }
        StringBuilder safe = new StringBuilder();
        text.codePoints().forEach(codePoint -> {
            if (!unsafe.test(codePoint)) {
                safe.appendCodePoint(codePoint);
                return;
            }
            switch (codePoint) {
                case '\n' -> safe.append("\\n");
                case '\r' -> safe.append("\\r");
                case '\t' -> safe.append("\\t");
                default -> {
                    for (char unit : Character.toChars(codePoint)) {
                        safe.append(String.format(Locale.ROOT, "\\u%04x", (int) unit));
                    }
                }
            }
        });
        return safe.toString();
    }

    static boolean isUnsafe(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> false;
        };
    }
}
