package dev.taskflow.http;

import dev.taskflow.http.exchange.Problem;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Promise;

/** Takes a body in: JSON, within its bounds of size and time, without a thread that waits for it. */
final class Bodies {
    private static final Pattern JSON =
            Pattern.compile("(?i)application/json\\s*(;\\s*charset\\s*=\\s*\"?utf-8\"?\\s*)?");

    private Bodies() {}

    /** Fails with a {@link Problem}. Also an empty body needs the content type: a foreign page could send one without. */
    static CompletableFuture<byte[]> read(Request request, ApiBounds bounds) {
        String type = request.getHeaders().get("Content-Type");
        if (type == null || !JSON.matcher(type.strip()).matches()) {
            throw new Problem(415, "UNSUPPORTED_MEDIA_TYPE", "Send the header 'Content-Type: application/json'.");
        }
        String encoding = request.getHeaders().get("Content-Encoding");
        if (encoding != null && !encoding.toLowerCase(Locale.ROOT).equals("identity")) {
            throw new Problem(415, "UNSUPPORTED_MEDIA_TYPE", "Send the body without Content-Encoding.");
        }
        if (request.getLength() > bounds.bodyBytes()) {
            throw tooLarge(bounds);
        }
        CompletableFuture<byte[]> body = new CompletableFuture<>();
        Content.Source.asByteArrayAsync(request, bounds.bodyBytes(), new Promise.Invocable<>() {
            @Override
            public void succeeded(byte[] bytes) {
                body.complete(bytes);
            }

            @Override
            public void failed(Throwable failure) {
                body.completeExceptionally(failure);
            }
        });
        return body.orTimeout(bounds.bodyTime().toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(failure -> {
                    throw new CompletionException(refused(failure, request.getLength(), bounds));
                });
    }

    /** @param length that the client has said, or below 0; then what is too large is noticed while it is read */
    private static Problem refused(Throwable failure, long length, ApiBounds bounds) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof TimeoutException) {
            return new Problem(
                    408,
                    "TIMEOUT",
                    "The body did not come within " + bounds.bodyTime().toSeconds() + " s.");
        }
        return cause instanceof IllegalStateException && length < 0
                ? tooLarge(bounds)
                : Problem.malformed("The body broke off.");
    }

    private static Problem tooLarge(ApiBounds bounds) {
        return new Problem(
                413,
                "TOO_LARGE",
                "A body may have at most " + bounds.bodyBytes()
                        + " bytes: send less at once, or keep large data elsewhere and send a reference to it.");
    }
}
