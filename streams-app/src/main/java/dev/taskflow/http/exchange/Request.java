package dev.taskflow.http.exchange;

import dev.taskflow.http.access.Caller;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request whose caller is known.
 *
 * @param path as it came, percent-encoded
 * @param query as it came; empty: none
 * @param pathParameters decoded
 * @param headers by lower-case name, the first value of each
 * @param actFor the owner that an operator named
 * @param hop whether another instance asks, which must not be sent on
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Request(
        String id,
        String method,
        String path,
        String query,
        Map<String, String> pathParameters,
        QueryParameters parameters,
        Map<String, String> headers,
        byte[] body,
        Caller caller,
        Optional<String> actFor,
        boolean hop) {

    public String pathParameter(String name) {
        String value = pathParameters.get(name);
        if (value == null) {
            throw new IllegalStateException("the route has no parameter " + name);
        }
        return value;
    }

    public Optional<String> header(String lowerCaseName) {
        return Optional.ofNullable(headers.get(lowerCaseName));
    }

    /** This request with one more header, by its lower-case name, for another instance. */
    public Request withHeader(String lowerCaseName, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(lowerCaseName, value);
        return new Request(id, method, path, query, pathParameters, parameters, more, body, caller, actFor, hop);
    }

    public Request withBody(byte[] received) {
        return new Request(id, method, path, query, pathParameters, parameters, headers, received, caller, actFor, hop);
    }

    /** What the same caller would ask at another path. */
    public Request asking(String otherPath, String otherQuery) {
        return new Request(
                id,
                method,
                otherPath,
                otherQuery,
                pathParameters,
                QueryParameters.parse(otherQuery),
                headers,
                body,
                caller,
                actFor,
                hop);
    }

    /** Whose flows are asked for; empty: everybody's. */
    public Optional<String> scope() {
        return caller.isOperator() ? actFor : caller.owner();
    }

    /**
     * For whom a command is sent.
     *
     * @throws Problem if an operator has not said it
     */
    public String writesFor() {
        return actFor.or(caller::owner)
                .orElseThrow(() -> Problem.badParameter(
                        "TaskFlow-Owner", "is missing: name the owner for whom you act, as your token has none"));
    }

    /** Whether what is left out by default is asked for. */
    public boolean reveal() {
        return parameters.flag("reveal").orElse(false);
    }

    public boolean staleAllowed() {
        return parameters.choice("stale", List.of("allow")).isPresent();
    }
}
