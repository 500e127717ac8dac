package dev.taskflow.http.body;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.taskflow.http.exchange.Json;
import dev.taskflow.http.exchange.Problem;
import dev.taskflow.http.exchange.Words;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object, read field by field: each reader says what type it wants, and {@link #end} refuses what nobody asked for.
 * A null is a field without value, as if it were not there. Not thread-safe.
 */
final class Fields {
    private final JsonNode object;
    private final String path;
    private final Set<String> known = new HashSet<>();

    private Fields(JsonNode object, String path) {
        this.object = object;
        this.path = path;
    }

    /** @param body no bytes stand for an empty object */
    static Fields of(byte[] body) {
        JsonNode value;
        try {
            value = body.length == 0 ? Json.object() : Json.parse(body);
        } catch (StreamConstraintsException excess) {
            throw Problem.malformed("The body is nested too deeply, or has a number or name that is too long.");
        } catch (JsonProcessingException broken) {
            throw Problem.malformed("The body is not one JSON object: " + reason(broken));
        } catch (IOException | RuntimeException broken) {
            throw Problem.malformed("The body is not one JSON object in UTF-8.");
        }
        return of(value, "");
    }

    private static Fields of(JsonNode value, String path) {
        if (!value.isObject()) {
            throw path.isEmpty()
                    ? Problem.malformed("The body must be a JSON object, but is " + kind(value) + ".")
                    : wrong(path, "must be an object", value);
        }
        return new Fields(value, path);
    }

    /** In the parser's words where they are about the text, such as a name that is there twice; never about its own insides. */
    private static String reason(JsonProcessingException broken) {
        String place = broken.getLocation() == null
                ? ""
                : " (line " + broken.getLocation().getLineNr() + ", column "
                        + broken.getLocation().getColumnNr() + ")";
        if (broken instanceof MismatchedInputException) {
            return "more follows behind it" + place + ".";
        }
        String words = String.valueOf(broken.getOriginalMessage()).replaceAll("\\p{Cntrl}", " ");
        return words.startsWith("Duplicate field") || words.startsWith("Unexpected")
                ? Words.shortened(words) + place + "."
                : "it is not JSON" + place + ".";
    }

    /** Refuses every field that was not read. */
    void end() {
        for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                throw Problem.invalid(
                        at(Words.quoted(name).replace("'", "")),
                        "The field " + Words.quoted(name) + (path.isEmpty() ? "" : " of " + path)
                                + " is not known; known are "
                                + String.join(", ", known.stream().sorted().toList()) + ".");
            }
        }
    }

    private @Nullable JsonNode value(String name) {
        known.add(name);
        JsonNode value = object.get(name);
        return value == null || value.isNull() ? null : value;
    }

    private String at(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    boolean has(String name) {
        return value(name) != null;
    }

    /** Any value, a null too; null if the field is not there. */
    @Nullable
    JsonNode any(String name) {
        known.add(name);
        return object.get(name);
    }

    @Nullable
    String text(String name) {
        JsonNode value = value(name);
        return value == null ? null : text(value, at(name));
    }

    private static String text(JsonNode value, String path) {
        if (!value.isTextual()) {
            throw wrong(path, "must be a text", value);
        }
        String text = value.textValue();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw Problem.invalid(path, path + " has half a character (a lone surrogate).");
            }
        }
        return text;
    }

    String requiredText(String name) {
        String text = text(name);
        if (text == null) {
            throw missing(name);
        }
        return text;
    }

    Problem missing(String name) {
        return Problem.invalid(at(name), at(name) + " is missing.");
    }

    Problem wrong(String name, String detail) {
        return Problem.invalid(at(name), at(name) + " " + detail);
    }

    private static Problem wrong(String path, String detail, JsonNode value) {
        return Problem.invalid(path, path + " " + detail + ", but is " + kind(value) + ".");
    }

    private static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> "an object";
            case ARRAY -> "an array";
            case STRING -> "a text";
            case NUMBER -> "the number " + Words.quoted(value.asText()).replace("'", "");
            case BOOLEAN -> value.asText();
            case NULL -> "null";
            default -> "empty";
        };
    }

    @Nullable
    Long number(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw wrong(at(name), "must be a whole number", value);
        }
        return value.longValue();
    }

    double decimal(String name) {
        JsonNode value = value(name);
        if (value == null) {
            throw missing(name);
        }
        if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
            throw wrong(at(name), "must be a number", value);
        }
        return value.doubleValue();
    }

    long requiredNumber(String name) {
        Long number = number(name);
        if (number == null) {
            throw missing(name);
        }
        return number;
    }

    boolean flag(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return false;
        }
        if (!value.isBoolean()) {
            throw wrong(at(name), "must be true or false", value);
        }
        return value.booleanValue();
    }

    @Nullable
    Instant time(String name) {
        String text = text(name);
        if (text == null) {
            return null;
        }
        try {
            Instant time = OffsetDateTime.parse(text).toInstant();
            return Instant.ofEpochMilli(time.toEpochMilli());
        } catch (DateTimeException | ArithmeticException noTime) {
            throw wrong(name, "must be a time such as 2026-11-22T10:15:30Z, but is " + Words.quoted(text) + ".");
        }
    }

    /** @param choices those that may be chosen */
    <E extends Enum<E>> @Nullable E choice(String name, E[] choices) {
        String text = text(name);
        if (text == null) {
            return null;
        }
        return Arrays.stream(choices)
                .filter(each -> each.name().equals(text))
                .findFirst()
                .orElseThrow(() -> wrong(
                        name,
                        "must be "
                                + String.join(
                                        " or ",
                                        Arrays.stream(choices).map(Enum::name).toList()) + ", but is "
                                + Words.quoted(text) + "."));
    }

    Map<String, String> texts(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return Map.of();
        }
        if (!value.isObject()) {
            throw wrong(at(name), "must be an object of texts", value);
        }
        Map<String, String> texts = new LinkedHashMap<>();
        value.properties()
                .forEach(entry -> texts.put(
                        text(Json.text(entry.getKey()), at(name)),
                        text(
                                entry.getValue(),
                                at(name) + "." + Words.quoted(entry.getKey()).replace("'", ""))));
        return texts;
    }

    /** What {@code read} makes of the object; null if there is none. */
    <T> @Nullable T object(String name, Function<Fields, T> read) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        return read(of(value, at(name)), read);
    }

    <T> List<T> objects(String name, Function<Fields, T> read) {
        JsonNode value = value(name);
        if (value == null) {
            return List.of();
        }
        if (!value.isArray()) {
            throw wrong(at(name), "must be an array", value);
        }
        List<T> items = new ArrayList<>();
        for (JsonNode item : value) {
            items.add(read(of(item, at(name) + "[" + items.size() + "]"), read));
        }
        return items;
    }

    private static <T> T read(Fields fields, Function<Fields, T> read) {
        T result = read.apply(fields);
        fields.end();
        return result;
    }
}
