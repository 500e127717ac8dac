package dev.taskflow.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;

/** Somebody with a token, at one instance. */
final class HttpCaller {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** What came back. */
    record Reply(int status, String text, HttpResponse<String> response) {
        JsonNode json() {
            try {
                return JSON.readTree(text);
            } catch (IOException e) {
                throw new UncheckedIOException(text, e);
            }
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        /** All that the caller gets to see. */
        String all() {
            return response.headers().map() + text;
        }
    }

    private final String url;
    private final String token;

    HttpCaller(String url, String token) {
        this.url = url;
        this.token = token;
    }

    Reply get(String path, String... headers) {
        return reply(HTTP.sendAsync(request(path, headers).build(), BodyHandlers.ofString()));
    }

    Reply post(String path, String body, String... headers) {
        return reply(HTTP.sendAsync(
                request(path, headers)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString()));
    }

    /** Asks and does not wait. */
    CompletableFuture<Integer> statusOf(String path) {
        return HTTP.sendAsync(request(path).build(), BodyHandlers.ofString()).thenApply(HttpResponse::statusCode);
    }

    /** Opens an event stream, behind an event if that is not empty. */
    HttpEvents events(String path, String lastEventId) {
        HttpRequest.Builder request = request(path, "Accept", "text/event-stream");
        if (!lastEventId.isEmpty()) {
            request.header("Last-Event-ID", lastEventId);
        }
        HttpResponse<java.util.stream.Stream<String>> response =
                HTTP.sendAsync(request.build(), BodyHandlers.ofLines()).join();
        if (response.statusCode() != 200) {
            throw new AssertionError(
                    response.statusCode() + " " + response.body().toList());
        }
        return new HttpEvents(response.body());
    }

    /** For a request that is made by hand. */
    String authorization() {
        return "Bearer " + token;
    }

    private HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return request;
    }

    private static Reply reply(CompletableFuture<HttpResponse<String>> sent) {
        HttpResponse<String> response = sent.join();
        return new Reply(response.statusCode(), response.body(), response);
    }
}
