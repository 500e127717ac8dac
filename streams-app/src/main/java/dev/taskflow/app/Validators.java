package dev.taskflow.app;

import dev.taskflow.rules.Durations;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigException;

/** What values of keys may be, in words that the reference shows. */
final class Validators {
    /** Kafka refuses longer topic names; a prefix or a runtime is only a part of one. */
    static final int MAX_NAME_PART = 100;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+");

    private Validators() {}

    static boolean isName(String text) {
        return text.length() <= MAX_NAME_PART && NAME.matcher(text).matches();
    }

    /**
     * A number that is neither less nor more. Every number has both bounds, so that no sum or product of them and of times
     * overflows.
     */
    static ConfigDef.Validator between(long least, long most) {
        return LambdaValidator.with(
                (key, value) -> {
                    if (value instanceof Number number && (number.longValue() < least || number.longValue() > most)) {
                        throw new ConfigException(key, value, "must be from " + least + " to " + most);
                    }
                },
                () -> "[" + least + ",...," + most + "]");
    }

    /** A duration in milliseconds, of at most ten years, as is one that a command gives (C4). */
    static ConfigDef.Validator millisFrom(long least) {
        return between(least, Durations.MAX_MS);
    }

    static ConfigDef.Validator name() {
        String rule = "1-" + MAX_NAME_PART + " characters of A-Z a-z 0-9 . _ -";
        return LambdaValidator.with(
                (key, value) -> {
                    if (!(value instanceof String text) || !isName(text)) {
                        throw new ConfigException(key, value, "must be " + rule);
                    }
                },
                () -> rule);
    }

    static ConfigDef.Validator notBlank() {
        return LambdaValidator.with(
                (key, value) -> {
                    if (!(value instanceof String text) || text.isBlank()) {
                        throw new ConfigException(key, value, "must not be blank");
                    }
                },
                () -> "not blank");
    }

    /** Text that the expression matches in whole, or none. */
    static ConfigDef.Validator matching(String what, String expression) {
        return LambdaValidator.with(
                (key, value) -> {
                    if (value instanceof String text && !text.matches(expression)) {
                        throw new ConfigException(key, value, "must be " + what);
                    }
                },
                () -> what);
    }

    static ConfigDef.Validator listOf(String what, Predicate<String> valid) {
        return LambdaValidator.with(
                (key, value) -> {
                    Set<Object> seen = new HashSet<>();
                    List<?> entries = value instanceof List<?> list ? list : List.of();
                    if (entries.isEmpty()) {
                        throw new ConfigException(key, value, "must have at least one entry");
                    }
                    for (Object entry : entries) {
                        if (!valid.test(entry.toString())) {
                            throw new ConfigException(key, entry, "each entry must be a " + what);
                        }
                        if (!seen.add(entry)) {
                            throw new ConfigException(key, entry, "is there twice");
                        }
                    }
                },
                () -> "at least one " + what);
    }
}
