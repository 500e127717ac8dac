package dev.taskflow.http.exchange;

/** Texts of clients in messages. */
public final class Words {
    private static final int MAX_SHOWN = 60;
    private static final int MAX_SENTENCE = 160;

    private Words() {}

    /** Short, on one line, without control characters. */
    public static String quoted(String text) {
        StringBuilder shown = new StringBuilder("'");
        text.codePoints()
                .limit(MAX_SHOWN)
                .forEach(c -> shown.appendCodePoint(
                        Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE || isFormat(c)
                                ? '?'
                                : c));
        return shown.append(text.length() > MAX_SHOWN ? "…'" : "'").toString();
    }

    /** A sentence that may hold a client's text, cut to what fits into a message. */
    public static String shortened(String text) {
        return text.length() > MAX_SENTENCE ? text.substring(0, MAX_SENTENCE) + "…" : text;
    }

    /** Such as the marks that turn the direction of writing. */
    private static boolean isFormat(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.PRIVATE_USE ->
                true;
            default -> false;
        };
    }
}
