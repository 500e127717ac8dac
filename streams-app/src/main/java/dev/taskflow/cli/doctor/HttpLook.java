package dev.taskflow.cli.doctor;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/**
 * What an HTTP server says to a plain GET, without credentials.
 *
 * @param date its {@code Date} header
 */
record HttpLook(int status, Optional<String> date) {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** @throws IOException if there is no answer */
    static HttpLook at(URI uri) throws IOException {
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(Redirect.NEVER)
                .connectTimeout(PATIENCE)
                .build();
        try {
            HttpResponse<Void> response =
                    http.send(HttpRequest.newBuilder(uri).timeout(PATIENCE).build(), BodyHandlers.discarding());
            return new HttpLook(response.statusCode(), response.headers().firstValue("Date"));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }
}
