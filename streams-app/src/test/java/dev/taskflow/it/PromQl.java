package dev.taskflow.it;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which metrics a PromQL expression reads. */
final class PromQl {
    private static final Pattern TEXT = Pattern.compile("\"(?:\\\\.|[^\"\\\\])*\"|'(?:\\\\.|[^'\\\\])*'");
    private static final Pattern SELECTION = Pattern.compile("\\{[^}]*}|\\[[^]]*]");
    private static final Pattern LABELS =
            Pattern.compile("\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");
    private static final Pattern MATCHER = Pattern.compile("([a-zA-Z_]\\w*)\\s*(?:=~|!~|!=|=)\\s*\"");
    private static final Pattern WORD = Pattern.compile("[0-9][0-9a-zA-Z_.]*|[a-zA-Z_:][a-zA-Z0-9_:]*(\\s*\\()?");
    private static final Set<String> OPERATORS =
            Set.of("and", "or", "unless", "bool", "offset", "atan2", "inf", "nan", "by", "without");

    private PromQl() {}

    /** The labels by which an expression selects and groups. */
    static Set<String> labels(String expression) {
        Set<String> labels = new TreeSet<>();
        MATCHER.matcher(expression).results().forEach(found -> labels.add(found.group(1)));
        LABELS.matcher(expression)
                .results()
                .forEach(found ->
                        labels.addAll(Arrays.asList(found.group(1).strip().split("\\s*,\\s*"))));
        labels.remove("");
        return labels;
    }

    /**
     * The metrics' names, in order. Functions, labels, durations and numbers are none.
     *
     * @throws IllegalArgumentException if a metric is not named but selected by {@code __name__}
     */
    static Set<String> metrics(String expression) {
        if (expression.contains("__name__")) {
            throw new IllegalArgumentException("name the metric in " + expression);
        }
        String bare = expression;
        for (Pattern each : Arrays.asList(TEXT, SELECTION, LABELS)) {
            bare = each.matcher(bare).replaceAll(" ");
        }
        Set<String> names = new TreeSet<>();
        Matcher words = WORD.matcher(bare);
        while (words.find()) {
            String word = words.group();
            boolean isFunction = word.endsWith("(")
                    && !OPERATORS.contains(word.substring(0, word.length() - 1).strip());
            boolean isNumber = Character.isDigit(word.charAt(0));
            if (!isFunction
                    && !isNumber
                    && !OPERATORS.contains(word.replace("(", "").strip().toLowerCase(Locale.ROOT))) {
                names.add(word);
            }
        }
        return names;
    }
}
