package dev.taskflow.http;

import dev.taskflow.http.exchange.Problem;
import dev.taskflow.http.exchange.Request;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code If-Match}: the revision that the flow must have (C5). */
final class ExpectedRevision {
    private static final Pattern ONE = Pattern.compile("\\s*\"(\\d{1,18})\"\\s*");

    private ExpectedRevision() {}

    /** Empty without the header, or with {@code *}: a command on a flow that is not there is refused anyway. */
    static Optional<Long> of(Request request) {
        Optional<String> header =
                request.header("if-match").filter(value -> !value.strip().equals("*"));
        return header.map(value -> {
            Matcher one = ONE.matcher(value);
            if (!one.matches()) {
                throw Problem.badParameter("If-Match", "must be one ETag of a flow, such as \"3\" in quotes");
            }
            return Long.valueOf(one.group(1));
        });
    }
}
