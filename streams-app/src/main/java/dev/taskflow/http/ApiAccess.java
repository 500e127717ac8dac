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
