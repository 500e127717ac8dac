package dev.taskflow.http;

import dev.taskflow.http.exchange.Problem;
import dev.taskflow.http.exchange.Request;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long a request wants to wait: {@code Prefer: wait=5} or {@code Prefer: respond-async} (RFC 7240). */
final class Waiting {
    private static final Pattern WAIT = Pattern.compile("(?i)\\s*wait\\s*=\\s*\"?(\\d{1,6})\"?\\s*");
    private static final Pattern ASYNC = Pattern.compile("(?i)\\s*respond-async\\s*");

    private Waiting() {}

    /** At most the longest wait; preferences of other kinds are ignored, as RFC 7240 wants. */
    static Duration of(Request request, ApiBounds bounds) {
        Duration wait = bounds.usualWait();
        String prefer = request.header("prefer").orElse("");
        if (prefer.length() > 1_000) {
            throw Problem.badParameter("Prefer", "is too long");
        }
        for (String preference : prefer.split(",", -1)) {
            Matcher given = WAIT.matcher(preference);
            if (given.matches()) {
                return shorter(Duration.ofSeconds(Long.parseLong(given.group(1))), bounds.longestWait());
            }
            if (ASYNC.matcher(preference).matches()) {
                wait = Duration.ZERO;
            }
        }
        return wait;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
