package dev.taskflow.http.exchange;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A query string, decoded. Whatever cannot be understood is a {@link Problem} that names the parameter. */
public final class QueryParameters {
    private static final int MAX_PARAMETERS = 64;

    private final Map<String, List<String>> values;

    private QueryParameters(Map<String, List<String>> values) {
        this.values = values;
    }

    public static QueryParameters parse(String query) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        String[] pairs = query.isEmpty() ? new String[0] : query.split("&", -1);
        if (pairs.length > MAX_PARAMETERS) {
            throw Problem.malformed("The query has more than " + MAX_PARAMETERS + " parameters.");
        }
        for (String pair : pairs) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
                String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
                values.computeIfAbsent(name, first -> new ArrayList<>()).add(value);
            }
        }
        return new QueryParameters(values);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException broken) {
            throw Problem.malformed("The query is not percent-encoded correctly.");
        }
    }

    /**
     * Refuses any other, so that a misspelt filter does not pass for none.
     *
     * @throws Problem if there is one
     */
    public void allowOnly(Set<String> known) {
        for (String name : values.keySet()) {
            if (!known.contains(name)) {
                throw Problem.malformed("The parameter " + Words.quoted(name) + " is not known here; known are "
                        + String.join(", ", known.stream().sorted().toList()) + ".");
            }
        }
    }

    /** These parameters, in one text that is the same whatever their order was. */
    public String canonical(Set<String> names) {
        StringBuilder text = new StringBuilder();
        names.stream().sorted().forEach(name -> all(name).stream().sorted().forEach(value -> text.append(name)
                .append('=')
                .append(value.length())
                .append(':')
                .append(value)));
        return text.toString();
    }

    public List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    public Optional<String> one(String name) {
        List<String> all = all(name);
        if (all.size() > 1) {
            throw Problem.badParameter(name, "is given more than once");
        }
        return all.stream().findFirst();
    }

    public Optional<Boolean> flag(String name) {
        return choice(name, List.of("true", "false")).map(Boolean::valueOf);
    }

    public Optional<String> choice(String name, List<String> choices) {
        Optional<String> value = one(name);
        if (value.isPresent() && !choices.contains(value.get())) {
            throw Problem.badParameter(
                    name, "must be " + String.join(" or ", choices) + ", but is " + Words.quoted(value.get()));
        }
        return value;
    }

    public Optional<Instant> instant(String name) {
        return one(name).map(text -> {
            try {
                return OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeParseException noTime) {
                throw Problem.badParameter(
                        name, "must be a time such as 2026-11-22T10:15:30Z, but is " + Words.quoted(text));
            }
        });
    }

    public Optional<Long> number(String name, long least, long most) {
        return one(name).map(text -> {
            try {
                long number = Long.parseLong(text);
                if (number >= least && number <= most) {
                    return number;
                }
            } catch (NumberFormatException saidBelow) {
                // the same words as for one out of bounds
            }
            throw Problem.badParameter(
                    name, "must be a number from " + least + " to " + most + ", but is " + Words.quoted(text));
        });
    }
}
