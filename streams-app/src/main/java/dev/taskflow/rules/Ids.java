package dev.taskflow.rules;

/** What may be a {@code flowId} or a {@code runId}: 1-200 characters of {@code A-Z a-z 0-9 . _ : -} (contract, section 3). */
public final class Ids {
    private static final int MAX_LENGTH = 200;
    static final String ALLOWED = "1 to " + MAX_LENGTH + " characters of A-Z a-z 0-9 . _ : -";

    private Ids() {}

    /** Whether the text may be a flow's or a run's id. Two such ids joined by any other character never collide. */
    public static boolean isLegal(String id) {
        int length = id.length();
        if (length == 0 || length > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (!isLegal(id.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLegal(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '.'
                || c == '_'
                || c == ':'
                || c == '-';
    }
}
