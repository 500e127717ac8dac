package dev.taskflow.rules;

/** Shows a text of a client's in a message: short, on one line, without control characters. */
final class Quote {
    private static final int MAX_SHOWN = 60;

    private Quote() {}

    static String of(String text) {
        StringBuilder shown = new StringBuilder("'");
        int length = Math.min(text.length(), MAX_SHOWN);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            shown.append(Character.isISOControl(c) || Character.isSurrogate(c) ? '?' : c);
        }
        return shown.append(length < text.length() ? "…'" : "'").toString();
    }
}
