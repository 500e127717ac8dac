package dev.taskflow.http.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.taskflow.http.exchange.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds one JSON object: fields without value are left out, and so is what is sensitive, unless it is revealed. */
final class View {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final ObjectNode object = Json.object();
    private final List<String> redacted = new ArrayList<>();
    private final Viewer viewer;

    View(Viewer viewer) {
        this.viewer = viewer;
    }

    static String time(Instant time) {
        return TIME.format(time);
    }

    View put(String name, @Nullable String value) {
        if (value != null) {
            object.put(name, value);
        }
        return this;
    }

    View put(String name, @Nullable Enum<?> value) {
        return put(name, value == null ? null : value.name());
    }

    View put(String name, @Nullable Instant value) {
        return put(name, value == null ? null : time(value));
    }

    View put(String name, @Nullable Long value) {
        if (value != null) {
            object.put(name, value);
        }
        return this;
    }

    View put(String name, int value) {
        object.put(name, value);
        return this;
    }

    View put(String name, boolean value) {
        object.put(name, value);
        return this;
    }

    View put(String name, Map<String, String> texts) {
        ObjectNode node = object.putObject(name);
        texts.forEach(node::put);
        return this;
    }

    View put(String name, @Nullable JsonNode value) {
        if (value != null) {
            object.set(name, value);
        }
        return this;
    }

    View owner(String ownerKey) {
        if (viewer.mayKnowOwner(ownerKey)) {
            object.put("ownerKey", ownerKey);
        } else {
            redacted.add("ownerKey");
        }
        return this;
    }

    View sensitive(String name, @Nullable String value) {
        if (value != null) {
            sensitive(name, () -> object.put(name, value));
        }
        return this;
    }

    /** Bytes: as JSON under their name if they are JSON, else as base64. */
    View sensitive(String name, @Nullable ByteBuffer bytes, @Nullable String contentType) {
        if (bytes != null && bytes.hasRemaining()) {
            sensitive(name, () -> {
                byte[] copy = new byte[bytes.remaining()];
                bytes.duplicate().get(copy);
                JsonNode json = contentType == null || contentType.startsWith("application/json") ? json(copy) : null;
                if (json == null) {
                    object.put(name + "Base64", Base64.getEncoder().encodeToString(copy));
                } else {
                    object.set(name, json);
                }
            });
        }
        return this;
    }

    private void sensitive(String name, Runnable put) {
        if (viewer.reveal()) {
            put.run();
        } else {
            redacted.add(name);
        }
    }

    private static @Nullable JsonNode json(byte[] bytes) {
        try {
            JsonNode json = Json.parse(bytes);
            return json.isMissingNode() ? null : json;
        } catch (IOException notJson) {
            return null;
        }
    }

    /** Takes over another's fields, under a name, and what it left out. */
    View nest(String name, View nested) {
        object.set(name, nested.object);
        nested.redacted.forEach(each -> redacted.add(name + "." + each));
        return this;
    }

    /** The object as it is, without saying what was left out. */
    ObjectNode bare() {
        return object;
    }

    ObjectNode build() {
        ArrayNode names = object.putArray("redacted");
        redacted.forEach(names::add);
        return object;
    }
}
