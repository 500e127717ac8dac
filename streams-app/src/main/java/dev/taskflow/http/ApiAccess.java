package dev.taskflow.http;

import dev.taskflow.http.access.Authenticator;
import dev.taskflow.http.access.Caller;
import dev.taskflow.http.access.Role;
import java.util.List;
import java.util.Optional;

/**
 * How callers are known.
 *
 * @param authenticators asked in turn; none: no authentication, for loopback alone
 * @param defaultOwner without authentication, whom a command is for that names no owner
 * @param publicMetrics whether anybody may read the metrics
 */
public record ApiAccess(List<Authenticator> authenticators, String defaultOwner, boolean publicMetrics) {
    private static final String BEARER = "Bearer ";

    public ApiAccess {
        authenticators = List.copyOf(authenticators);
    }

    public boolean isOpen() {
        return authenticators.isEmpty();
    }

    /** Whoever asks where nobody is asked who he is. */
    Caller anyone() {
        return new Caller("anyone", Role.OPERATOR, Optional.of(defaultOwner));
    }

    /** The token of an {@code Authorization} header. */
    static Optional<String> bearer(String authorization) {
        return authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? Optional.of(authorization.substring(BEARER.length()).strip())
                : Optional.empty();
    }

    /** Whether who was let in earlier would be let in again; also if that cannot be found out now. */
    boolean stillKnows(Caller known, Optional<String> authorization) {
        try {
            return isOpen()
                    || authorization
                            .flatMap(ApiAccess::bearer)
                            .flatMap(this::caller)
                            .filter(known::equals)
                            .isPresent();
        } catch (Authenticator.Unavailable away) {
            return true;
        }
    }

    Optional<Caller> caller(String token) {
        for (Authenticator each : authenticators) {
            Optional<Caller> caller = each.caller(token);
            if (caller.isPresent()) {
                return caller;
            }
        }
        return Optional.empty();
    }
}
