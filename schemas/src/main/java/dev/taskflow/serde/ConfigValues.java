package dev.taskflow.serde;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigException;

/** Reads single values of a client configuration, which may come as strings or as objects. */
record ConfigValues(Map<String, ?> config) {

    Optional<String> text(String key) {
        Object value = config.get(key);
        if (value == null) {
            return Optional.empty();
        }
        String text = value instanceof Class<?> type ? type.getName() : value.toString();
        return text.isBlank() ? Optional.empty() : Optional.of(text.trim());
    }

    List<String> texts(String key) {
        Stream<String> parts = config.get(key) instanceof List<?> list
                ? list.stream().map(String::valueOf)
                : text(key).stream().flatMap(value -> Arrays.stream(value.split(",")));
        return parts.map(String::trim).filter(part -> !part.isEmpty()).toList();
    }

    boolean flag(String key, boolean defaultValue) {
        Optional<String> value = text(key);
        if (value.isEmpty()) {
            return defaultValue;
        }
        if (value.get().equalsIgnoreCase("true")) {
            return true;
        }
        if (value.get().equalsIgnoreCase("false")) {
            return false;
        }
        throw new ConfigException(key, value.get(), "must be true or false");
    }

    int number(String key, int defaultValue) {
        Optional<String> value = text(key);
        try {
            int number = value.map(Integer::parseInt).orElse(defaultValue);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, as for a negative number.
        }
        throw new ConfigException(key, value.orElse(""), "must be a whole number, 0 or more");
    }
}
