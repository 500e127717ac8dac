package dev.taskflow.http;

import dev.taskflow.http.exchange.Problem;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jetty.server.Request;

/**
 * Without authentication whoever is on this machine may do everything, and so might a page in his browser. It cannot lie
 * about {@code Origin}, nor have a name of its own stand for this host in {@code Host}.
 */
final class LoopbackOnly {
    private static final Set<String> NAMES = Set.of("localhost", "127.0.0.1", "::1", "[::1]");

    private LoopbackOnly() {}

    /** @throws Problem if a page of elsewhere may have asked */
    static void check(Request request) {
        String host = Request.getServerName(request);
        if (host == null || !NAMES.contains(host.toLowerCase(Locale.ROOT))) {
            throw new Problem(403, "FORBIDDEN", "Without authentication this server is asked as localhost only.");
        }
        String origin = request.getHeaders().get("Origin");
        String own = request.getHeaders().get("Host");
        if (origin != null && !origin.equals("http://" + own)) {
            throw new Problem(403, "FORBIDDEN", "Without authentication no page of another origin may ask.");
        }
    }
}
