package dev.taskflow.state;

import dev.taskflow.v1.TaskError;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How large texts are, in characters: known without looking at each. */
final class TextSizes {
    /** A text up to this length stays in the row whatever else is large. Characters. */
    static final int SHORT = 500;

    private TextSizes() {}

    static int of(@Nullable String text) {
        return text == null ? 0 : text.length();
    }

    static int of(Map<String, String> texts) {
        int size = 0;
        for (Map.Entry<String, String> each : texts.entrySet()) {
            size += each.getKey().length() + each.getValue().length();
        }
        return size;
    }

    static int of(@Nullable TaskError error) {
        return error == null ? 0 : error.getType().length() + error.getMessage().length();
    }

    static @Nullable String ifShort(@Nullable String text) {
        return of(text) <= SHORT ? text : null;
    }

    static @Nullable String ifLong(@Nullable String text) {
        return of(text) > SHORT ? text : null;
    }
}
