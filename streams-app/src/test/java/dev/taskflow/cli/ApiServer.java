package dev.taskflow.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** An instance's HTTP API as far as a test needs it: says, for a method and path, what it was told to say. */
final class ApiServer implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, List<Reply>> replies = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
    private final List<Asked> requests = new CopyOnWriteArrayList<>();

    /** A request as it came, with its path encoded. */
    record Asked(String method, String path, String query, Map<String, List<String>> headers, String body) {
        Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name)).map(values -> values.get(0));
        }
    }

    record Reply(int status, String contentType, Map<String, String> headers, String body) {
        static Reply json(String body) {
            return new Reply(200, "application/json", Map.of(), body);
        }

        static Reply problem(int status, String code, String detail, String more) {
            return new Reply(
                    status,
                    "application/problem+json",
                    Map.of(),
                    """
                    {"type":"about:blank","title":"Refused","status":%s,"code":"%s","detail":"%s","requestId":"r-1"%s}"""
                            .formatted(status, code, detail, more));
        }

        static Reply problem(int status, String code, String detail) {
            return problem(status, code, detail, "");
        }

        Reply with(String header, String value) {
            return new Reply(status, contentType, Map.of(header, value), body);
        }
    }

    ApiServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    /** What it says to the first, second … request of that kind; the last one to all that follow. */
    ApiServer on(String methodAndPath, Reply... inTurn) {
        replies.put(methodAndPath, List.of(inTurn));
        return this;
    }

    ApiServer on(String methodAndPath, String json) {
        return on(methodAndPath, Reply.json(json));
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    List<Asked> requests() {
        return requests;
    }

    Asked only(String method) {
        return requests.stream()
                .filter(each -> each.method().equals(method))
                .reduce((one, other) -> {
                    throw new AssertionError("more than one " + method + ": " + requests);
                })
                .orElseThrow(() -> new AssertionError("no " + method + ": " + requests));
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String path = exchange.getRequestURI().getRawPath();
        String query =
                Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
        requests.add(
                new Asked(exchange.getRequestMethod(), path, query, Map.copyOf(exchange.getRequestHeaders()), body));
        String stream =
                String.valueOf(exchange.getRequestHeaders().getFirst("Accept")).equals("text/event-stream")
                        ? "STREAM "
                        : "";
        String key = stream + exchange.getRequestMethod() + " " + path;
        List<Reply> inTurn = replies.getOrDefault(
                key, List.of(Reply.problem(404, "NOT_FOUND", "There is no such flow or task, or it is not yours.")));
        int turn = asked.computeIfAbsent(key, ignored -> new AtomicInteger()).getAndIncrement();
        Reply reply = inTurn.get(Math.min(turn, inTurn.size() - 1));
        byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", reply.contentType());
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
