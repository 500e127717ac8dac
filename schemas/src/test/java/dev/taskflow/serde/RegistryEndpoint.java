package dev.taskflow.serde;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.taskflow.schema.CompatibilityLevel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.avro.Schema;

/**
 * The part of a registry's REST interface that clients use, over an {@link InMemorySchemaRegistry}. It records what it is
 * asked, and answers what the test scripts before it answers for itself.
 */
final class RegistryEndpoint implements AutoCloseable {
    record Asked(String method, String path, String authorization, String body) {}

    record Answer(int status, String body) {}

    private static final ObjectMapper JSON = new ObjectMapper();

    final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
    final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final Queue<Answer> script = new ArrayDeque<>();
    private final HttpServer server;

    RegistryEndpoint() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The next request gets this answer. */
    void answerNext(int status, String body) {
        synchronized (script) {
            script.add(new Answer(status, body));
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String path = exchange.getRequestURI().toString();
        asked.add(new Asked(
                exchange.getRequestMethod(),
                path,
                String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
                body));
        Answer answer;
        synchronized (script) {
            answer = script.poll();
        }
        if (answer == null) {
            answer = route(exchange.getRequestMethod(), exchange.getRequestURI().getRawPath(), body);
        }
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/vnd.schemaregistry.v1+json");
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private Answer route(String method, String rawPath, String text) throws IOException {
        List<String> path = Stream.of(rawPath.split("/"))
                .skip(1)
                .map(part -> URLDecoder.decode(part, StandardCharsets.UTF_8))
                .toList();
        JsonNode body = text.isEmpty() ? JSON.createObjectNode() : JSON.readTree(text);
        ObjectNode answer = JSON.createObjectNode();
        try {
            return switch (path.get(0)) {
                case "schemas" ->
                    ok(answer.put(
                            "schema",
                            registry.byId(Integer.parseInt(path.get(2))).toString()));
                case "config" -> config(method, path.get(1), body, answer);
                case "compatibility" -> {
                    List<String> reasons = registry.incompatibilities(path.get(2), schema(body));
                    reasons.forEach(answer.putArray("messages")::add);
                    yield ok(answer.put("is_compatible", reasons.isEmpty()));
                }
                case "subjects" -> subjects(method, path, body, answer);
                default -> new Answer(404, "");
            };
        } catch (UnknownSchemaException e) {
            return new Answer(404, "{\"error_code\":40403,\"message\":\"Schema not found\"}");
        } catch (RegistryRefusedException e) {
            return new Answer(
                    409,
                    answer.put("error_code", 409).put("message", e.getMessage()).toString());
        }
    }

    private Answer subjects(String method, List<String> path, JsonNode body, ObjectNode answer) {
        String subject = path.get(1);
        if (method.equals("GET")) {
            return registry.latest(subject)
                    .map(latest -> ok(answer.put("subject", subject)
                            .put("version", latest.version())
                            .put("id", latest.id())
                            .put("schema", latest.schema().toString())))
                    .orElse(new Answer(404, "{\"error_code\":40401,\"message\":\"Subject not found\"}"));
        }
        if (path.size() == 3) {
            return ok(answer.put("id", registry.register(subject, schema(body))));
        }
        var id = registry.lookup(subject, schema(body));
        return id.isPresent()
                ? ok(answer.put("subject", subject).put("id", id.getAsInt()).put("version", 1))
                : new Answer(404, "{\"error_code\":40403,\"message\":\"Schema not found\"}");
    }

    private Answer config(String method, String subject, JsonNode body, ObjectNode answer) {
        if (method.equals("PUT")) {
            String level = body.path("compatibility").asText();
            registry.setCompatibilityLevel(subject, CompatibilityLevel.valueOf(level));
            return ok(answer.put("compatibility", level));
        }
        return registry.compatibilityLevel(subject)
                .map(level -> ok(answer.put("compatibilityLevel", level.name())))
                .orElse(new Answer(404, "{\"error_code\":40408,\"message\":\"No subject-level compatibility\"}"));
    }

    private static Schema schema(JsonNode body) {
        return new Schema.Parser().parse(body.path("schema").asText());
    }

    private static Answer ok(ObjectNode body) {
        return new Answer(200, body.toString());
    }
}
