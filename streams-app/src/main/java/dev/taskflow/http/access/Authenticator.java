package dev.taskflow.http.access;

import java.util.Optional;

/** Knows callers by their bearer tokens. Safe for any thread. */
public interface Authenticator {

    /**
     * Who has this token; empty: nobody.
     *
     * @throws Unavailable if that cannot be found out now
     */
    Optional<Caller> caller(String token);

    /** Neither yes nor no, for instance as the issuer's keys cannot be fetched. */
    final class Unavailable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
