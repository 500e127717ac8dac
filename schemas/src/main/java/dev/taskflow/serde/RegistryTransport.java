package dev.taskflow.serde;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests to the registry's REST interface. What may pass by itself (no connection, no answer, status 408, 429 and 5xx) is
 * tried again a limited number of times, each time at the next URL; any other answer is final. Thread-safe.
 */
final class RegistryTransport {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final Logger LOG = LoggerFactory.getLogger(RegistryTransport.class);
    private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";

    private final RegistrySettings settings;
    private final Optional<String> authorization;
    private final HttpClient http;
    /** Index of the URL that answered last; a race only costs a detour. */
    private volatile int current;

    RegistryTransport(RegistrySettings settings) {
        this.settings = settings;
        this.authorization = settings.userInfo()
                .map(info -> "Basic " + Base64.getEncoder().encodeToString(info.getBytes(StandardCharsets.UTF_8)));
        // HTTP/1.1 at once: an upgrade to HTTP/2 would be offered with the first request, and some proxies stumble on
        // it.
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(settings.connectTimeout())
                .build();
    }

    /**
     * The body of the registry's answer.
     *
     * @throws RegistryRefusedException if the status is neither 2xx nor one that may pass
     * @throws RegistryUnavailableException if there was no final answer after all repetitions
     */
    JsonNode request(String method, String path, @Nullable JsonNode body) {
        int first = current;
        @Nullable Exception lastFailure = null;
        String lastReason = "";
        for (int attempt = 0; attempt <= settings.maxRetries(); attempt++) {
            if (attempt > 0) {
                pauseBefore(attempt);
            }
            int index = (first + attempt) % settings.urls().size();
            URI url = settings.urls().get(index);
            try {
                HttpResponse<String> response = send(method, URI.create(url + path), body);
                int status = response.statusCode();
                if (!mayPass(status)) {
                    current = index;
                    return answer(method, url + path, response);
                }
                lastReason = "status " + status + " from " + url;
                lastFailure = null;
            } catch (IOException e) {
                lastReason = e.getClass().getSimpleName() + " at " + url;
                lastFailure = e;
            }
            LOG.debug("The schema registry did not answer {} {}: {}", method, path, lastReason);
        }
        String message = "The schema registry did not answer " + method + " " + path + " after "
                + (settings.maxRetries() + 1) + " attempts (" + lastReason + "). Check that it runs and that "
                + RegistrySettings.URL + "=" + settings.urls() + " is right.";
        throw lastFailure == null
                ? new RegistryUnavailableException(message)
                : new RegistryUnavailableException(message, lastFailure);
    }

    private HttpResponse<String> send(String method, URI url, @Nullable JsonNode body) throws IOException {
        BodyPublisher publisher = body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString());
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .timeout(settings.readTimeout())
                .header("Accept", CONTENT_TYPE + ", application/json")
                .header("Content-Type", CONTENT_TYPE)
                .method(method, publisher);
        authorization.ifPresent(value -> request.header("Authorization", value));
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private static JsonNode answer(String method, String url, HttpResponse<String> response) {
        int status = response.statusCode();
        JsonNode body = parse(response.body());
        if (status / 100 == 2 && body != null) {
            return body;
        }
        int errorCode = body == null ? 0 : body.path("error_code").asInt(0);
        String said = body == null ? "" : body.path("message").asText("");
        String hint =
                switch (status) {
                    case 401, 403 -> "Check basic.auth.user.info and the user's rights.";
                    case 409 -> "The schema breaks the subject's compatibility level.";
                    // A registry gives a code of its own; other servers may answer in JSON too.
                    default -> errorCode == 0 ? "Is there a schema registry at this URL?" : "";
                };
        throw new RegistryRefusedException(
                ("The schema registry refused " + method + " " + url + " with status " + status
                                + (errorCode == 0 ? "" : ", code " + errorCode)
                                + (said.isEmpty() ? ". " : ": " + said + ". ") + hint)
                        .trim(),
                status,
                errorCode);
    }

    private static @Nullable JsonNode parse(String body) {
        try {
            JsonNode node = JSON.readTree(body);
            return node.isMissingNode() ? null : node;
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private static boolean mayPass(int status) {
        return status >= 500 || status == 408 || status == 429;
    }

    private void pauseBefore(int attempt) {
        long doubled = settings.firstWait().toMillis() << Math.min(attempt - 1, 16);
        long wait = Math.min(doubled, settings.maxWait().toMillis());
        // Up to half as long again, so that many clients do not come back at the same moment.
        long jitter = ThreadLocalRandom.current().nextLong(wait / 2 + 1);
        try {
            Thread.sleep(wait + jitter);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
