package dev.taskflow.cli.api;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Which instance is asked, and as whom.
 *
 * @param url of the instance, without a trailing slash
 * @param token the bearer token; secret
 * @param actFor the owner that an operator acts for
 * @param patience how long an answer may take, and how long a request is repeated while the instance says "later"
 */
public record Connection(URI url, Optional<String> token, Optional<String> actFor, Duration patience) {

    @Override
    public String toString() {
        return "Connection[" + url + "]";
    }
}
