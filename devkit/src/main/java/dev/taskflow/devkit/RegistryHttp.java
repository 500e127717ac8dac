package dev.taskflow.devkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The registry's HTTP server: finds the route of a request, and answers whatever happens with JSON. */
final class RegistryHttp implements AutoCloseable {
    static final int BODY_LIMIT = 10 * 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(RegistryHttp.class);
    private static final String NO_DELAY = "sun.net.httpserver.nodelay";

    static {
        // The JDK reads it once, when its server is first used; without it an answer takes 45 ms.
        if (System.getProperty(NO_DELAY) == null) {
            System.setProperty(NO_DELAY, "true");
        }
    }

    private record Answer(int status, JsonNode body) {}

    private final List<Route> routes;
    private final HttpServer server;
    private final ExecutorService threads;

    /** Binds the port, 0 for a free one, and answers from now on. */
    RegistryHttp(int port, List<Route> routes) throws IOException {
        this.routes = routes;
        this.server = HttpServer.create(new InetSocketAddress(LoopbackSockets.loopback(), port), 0);
        this.threads = Executors.newCachedThreadPool(task -> daemon(task, "dev-registry"));
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        // The server's own thread is a daemon only if the one is that starts it.
        CompletableFuture.runAsync(server::start, threads).join();
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer = answer(exchange);
            byte[] body = RegistryJson.bytes(answer.body());
            exchange.getResponseHeaders().set("Content-Type", "application/vnd.schemaregistry.v1+json");
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.sendResponseHeaders(answer.status(), -1);
            } else {
                exchange.sendResponseHeaders(answer.status(), body.length);
                exchange.getResponseBody().write(body);
            }
        }
    }

    private Answer answer(HttpExchange exchange) throws IOException {
        try {
            return new Answer(200, dispatch(exchange));
        } catch (RegistryException e) {
            return new Answer(e.status(), RegistryJson.error(e.code(), String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            LOG.error(
                    "The development registry failed to answer {} {}",
                    exchange.getRequestMethod(),
                    exchange.getRequestURI(),
                    e);
            return new Answer(500, RegistryJson.error(50001, "Error in the backend data store: " + e.getMessage()));
        }
    }

    private JsonNode dispatch(HttpExchange exchange) throws IOException {
        List<String> path = path(exchange.getRequestURI().getRawPath());
        boolean pathKnown = false;
        for (Route route : routes) {
            Map<String, String> variables = route.match(path);
            if (variables == null) {
                continue;
            }
            pathKnown = true;
            if (route.method().equals(exchange.getRequestMethod())) {
                Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
                return route.handler().apply(new Call(variables, query, RegistryJson.body(body(exchange))));
            }
        }
        throw pathKnown ? RegistryException.methodNotAllowed() : RegistryException.noSuchPath();
    }

    private static byte[] body(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(BODY_LIMIT + 1);
        if (body.length > BODY_LIMIT) {
            throw RegistryException.bodyTooLarge(BODY_LIMIT);
        }
        return body;
    }

    private static List<String> path(@Nullable String rawPath) {
        if (rawPath == null) {
            throw RegistryException.noSuchPath();
        }
        String inner = rawPath.startsWith("/") ? rawPath.substring(1) : rawPath;
        String trimmed = inner.endsWith("/") ? inner.substring(0, inner.length() - 1) : inner;
        List<String> segments = new ArrayList<>();
        for (String segment : trimmed.split("/", -1)) {
            // A plus sign is a space in a query, but itself in a path.
            segments.add(decode(segment.replace("+", "%2B")));
        }
        return segments;
    }

    private static Map<String, String> query(@Nullable String rawQuery) {
        Map<String, String> parameters = new HashMap<>();
        if (rawQuery != null) {
            for (String parameter : rawQuery.split("&", -1)) {
                int equals = parameter.indexOf('=');
                String name = equals < 0 ? parameter : parameter.substring(0, equals);
                parameters.put(decode(name), equals < 0 ? "" : decode(parameter.substring(equals + 1)));
            }
        }
        return parameters;
    }

    private static String decode(String encoded) {
        try {
            return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw RegistryException.badRequest("The address is not percent-encoded text");
        }
    }

    /** Closes the port and all connections; answers under way are cut off. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
    }
}
