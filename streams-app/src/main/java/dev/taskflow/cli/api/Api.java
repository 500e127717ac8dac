package dev.taskflow.cli.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Requests to one instance. What it refuses for now (429, 503) is asked again, as long as the connection's patience lasts.
 * Redirects are not followed: they would carry the token elsewhere.
 *
 * <p>Every method throws {@link Refused} if the instance refuses, and {@link Unanswered} if it does not answer or cannot yet.
 */
public final class Api {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int UNAVAILABLE = 503;

    private final Connection connection;
    private final HttpClient http;

    /** Does not connect yet. */
    public Api(Connection connection) {
        this.connection = connection;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(Redirect.NEVER)
                .connectTimeout(connection.patience())
                .build();
    }

    /** A path of these segments, each encoded. */
    public static String path(String... segments) {
        StringBuilder path = new StringBuilder("/v1");
        for (String segment : segments) {
            path.append('/').append(Query.encoded(segment));
        }
        return path.toString();
    }

    public JsonNode get(String path, Query query) {
        return request(asked(path + query).header("Accept", "application/json").GET(), connection.patience());
    }

    /** Sends a command; {@link Shapes.Answer#pending()} if it was not decided in time. */
    public Shapes.Answer post(String path, JsonNode body, Write write) {
        HttpRequest.Builder request = asked(path)
                .header("Accept", "application/json")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", write.idempotencyKey())
                .header("Prefer", "wait=" + write.decideWithin().toSeconds())
                .POST(BodyPublishers.ofString(body.toString()));
        write.revision().ifPresent(revision -> request.header("If-Match", "\"" + revision + "\""));
        return new Shapes.Answer(request(request, connection.patience().plus(write.decideWithin())));
    }

    /** Opens a stream of events. */
    public EventStream stream(String path, Query query, Optional<String> lastEventId) {
        HttpRequest.Builder request = asked(path + query).header("Accept", "text/event-stream");
        lastEventId.ifPresent(id -> request.header("Last-Event-ID", id));
        return EventStream.open(http, request.GET().build(), connection);
    }

    private HttpRequest.Builder asked(String pathAndQuery) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(connection.url() + pathAndQuery));
        connection.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        connection.actFor().ifPresent(owner -> request.header("TaskFlow-Owner", owner));
        return request;
    }

    private JsonNode request(HttpRequest.Builder builder, Duration timeout) {
        HttpRequest request = builder.timeout(timeout).build();
        long giveUpAt = System.nanoTime() + connection.patience().toNanos();
        while (true) {
            HttpResponse<String> response = send(request);
            int status = response.statusCode();
            long pause = pause(response);
            boolean later = status == UNAVAILABLE || status == TOO_MANY_REQUESTS;
            if (!later || System.nanoTime() + pause > giveUpAt) {
                return answer(response);
            }
            sleep(pause);
        }
    }

    /** In nanoseconds. A time of day, which the API never gives, counts as a second. */
    private static long pause(HttpResponse<String> response) {
        String seconds = response.headers().firstValue("Retry-After").orElse("");
        return TimeUnit.SECONDS.toNanos(seconds.matches("\\d{1,6}") ? Long.parseLong(seconds) : 1);
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException failed) {
            throw unanswered(connection, failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Unanswered("interrupted while " + connection.url() + " was asked", interrupted);
        }
    }

    static Unanswered unanswered(Connection connection, Throwable failed) {
        return new Unanswered(
                "no answer from " + connection.url() + " (" + Unanswered.why(failed)
                        + "): check that an instance runs there, and --url or TASKFLOW_URL",
                failed);
    }

    private JsonNode answer(HttpResponse<String> response) {
        int status = response.statusCode();
        JsonNode body = parsed(response.body());
        if (status / 100 == 2 && body != null) {
            return body;
        }
        throw failure(connection, status, response.headers().firstValue("Location"), body);
    }

    static RuntimeException failure(
            Connection connection, int status, Optional<String> location, @Nullable JsonNode body) {
        if (status / 100 == 3) {
            return new Unanswered(
                    connection.url() + " sends elsewhere"
                            + location.map(to -> ", to " + to).orElse("")
                            + ": give the instance's own address as --url",
                    null);
        }
        if (body == null || !body.has("code")) {
            return new Unanswered(
                    connection.url() + " answered with HTTP status " + status
                            + ", but not as TaskFlow does: is --url an instance's address?",
                    null);
        }
        Refused refused = new Refused(body);
        return status == UNAVAILABLE
                ? new Unanswered(
                        connection.url() + " cannot answer now, "
                                + refused.problem().code() + ": "
                                + refused.problem().detail() + " Try again later.",
                        refused)
                : refused;
    }

    /** The text as JSON; null if it is none. */
    static @Nullable JsonNode parsed(String text) {
        try {
            JsonNode value = JSON.readTree(text);
            return value.isMissingNode() ? null : value;
        } catch (JsonProcessingException notJson) {
            return null;
        }
    }

    private void sleep(long nanos) {
        try {
            TimeUnit.NANOSECONDS.sleep(nanos);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Unanswered("interrupted while waiting for " + connection.url(), interrupted);
        }
    }
}
