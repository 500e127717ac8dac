package dev.taskflow.http;

import dev.taskflow.http.exchange.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Finds the route of a request. Paths are decoded here alone, once, segment by segment: {@code %2F} ends no segment. */
final class Router {
    private static final int MAX_PATH = 8_000;

    private final List<Route> routes;

    Router(List<Route> routes) {
        this.routes = List.copyOf(routes);
    }

    record Match(Route route, Map<String, String> pathParameters) {}

    /** @throws Problem if there is none */
    Match match(String method, String rawPath) {
        List<String> segments = segments(rawPath);
        TreeSet<String> allowed = new TreeSet<>();
        for (Route route : routes) {
            Optional<Map<String, String>> parameters = parameters(route.segments(), segments);
            if (parameters.isPresent()) {
                if (route.method().equals(method)) {
                    return new Match(route, parameters.get());
                }
                allowed.add(route.method());
            }
        }
        if (allowed.isEmpty()) {
            throw new Problem(404, "NOT_FOUND", "There is nothing at this path; /v1/openapi.json says what there is.");
        }
        String known = String.join(", ", allowed);
        throw new Problem(405, "METHOD_NOT_ALLOWED", "This path knows " + known + " only.").header("Allow", known);
    }

    private static List<String> segments(String rawPath) {
        if (!rawPath.startsWith("/") || rawPath.length() > MAX_PATH) {
            throw Problem.malformed("The path is too long, or not one of this server.");
        }
        List<String> segments = new ArrayList<>();
        for (String segment : rawPath.substring(1).split("/", -1)) {
            segments.add(decoded(segment));
        }
        return segments;
    }

    /** Percent-encoded UTF-8. */
    static String decoded(String segment) {
        if (segment.indexOf('%') < 0) {
            return segment;
        }
        byte[] text = segment.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(text.length);
        for (int i = 0; i < text.length; i++) {
            if (text[i] != '%') {
                bytes.put(text[i]);
                continue;
            }
            int high = i + 2 < text.length ? Character.digit(text[i + 1], 16) : -1;
            int low = i + 2 < text.length ? Character.digit(text[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                throw Problem.malformed("What is percent-encoded is not so correctly.");
            }
            bytes.put((byte) (high * 16 + low));
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException broken) {
            throw Problem.malformed("What is percent-encoded is not UTF-8.");
        }
    }

    private static Optional<Map<String, String>> parameters(List<String> template, List<String> segments) {
        if (template.size() != segments.size()) {
            return Optional.empty();
        }
        Map<String, String> parameters = new HashMap<>();
        for (int i = 0; i < template.size(); i++) {
            String expected = template.get(i);
            if (expected.startsWith("{")) {
                parameters.put(expected.substring(1, expected.length() - 1), segments.get(i));
            } else if (!expected.equals(segments.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(parameters);
    }
}
