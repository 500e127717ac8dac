package dev.taskflow.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** {@code taskflow run} in a process of its own, asked over HTTP. */
final class HttpInstance {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    /** What came back. */
    record Answer(int status, JsonNode body) {}

    private final String name;
    private final int port;
    private final ChildProcessor process;

    private HttpInstance(String name, int port, ChildProcessor process) {
        this.name = name;
        this.port = port;
        this.process = process;
    }

    /** Starts it and does not wait. */
    static HttpInstance start(TaskFlowFixture taskflow, String name, Path tokens) {
        int port = freePort();
        Map<String, String> settings = taskflow.settings(name);
        settings.put("http.port", Integer.toString(port));
        settings.put("application.server", "127.0.0.1:" + port);
        settings.put("http.auth.tokens.file", tokens.toString());
        settings.put("http.requests.per.second", "100000");
        settings.put("num.standby.replicas", "1");
        settings.put("group.leave", "always");
        return new HttpInstance(name, port, taskflow.startChild(settings));
    }

    /** It must be known before the process has it, since the others are told it. */
    private static int freePort() {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ChildProcessor process() {
        return process;
    }

    boolean isReady() {
        process.assertAlive();
        try {
            return send(HttpRequest.newBuilder(uri("/health/ready")).build()).status() == 200;
        } catch (UncheckedIOException notListeningYet) {
            return false;
        }
    }

    Answer get(String token, String path) {
        return send(HttpRequest.newBuilder(uri(path))
                .header("Authorization", "Bearer " + token)
                .build());
    }

    Answer post(String token, String path, String body) {
        return send(HttpRequest.newBuilder(uri(path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    private Answer send(HttpRequest request) {
        try {
            HttpResponse<String> response = HTTP.send(request, BodyHandlers.ofString());
            return new Answer(response.statusCode(), JSON.readTree(response.body()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    @Override
    public String toString() {
        return name;
    }
}
