package dev.taskflow.http.exchange;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A request that is refused: what the caller is told, as RFC 9457 has it. Thrown by endpoints; has no stack trace. */
public final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final transient ObjectNode more = Json.object();
    private final transient Map<String, String> headers = new LinkedHashMap<>();
    private int retryAfterSeconds;

    /**
     * A refusal.
     *
     * @param status of HTTP
     * @param code for programs to compare
     * @param detail what is wrong and what to do, in words; shown to the caller
     */
    public Problem(int status, String code, String detail) {
        super(detail, null, false, false);
        this.status = status;
        this.code = code;
    }

    public static Problem malformed(String detail) {
        return new Problem(400, "MALFORMED", detail);
    }

    /** The same words whether there is none or it is another's (A1). */
    public static Problem notFound() {
        return new Problem(404, "NOT_FOUND", "There is no such flow or task, or it is not yours.");
    }

    /**
     * A body that was understood and cannot be taken.
     *
     * @param field where in it, such as {@code tasks[0].runId}
     */
    public static Problem invalid(String field, String detail) {
        return new Problem(422, "INVALID", detail).with("field", field);
    }

    /** A parameter or header that cannot be understood. */
    public static Problem badParameter(String name, String detail) {
        return new Problem(400, "MALFORMED", name + " " + detail).with("field", name);
    }

    public static Problem stateMoving(String detail) {
        return new Problem(503, "STATE_MOVING", detail).retryAfter(1);
    }

    public static Problem unavailable(String detail) {
        return new Problem(503, "UNAVAILABLE", detail).retryAfter(1);
    }

    public static Problem busy(String detail) {
        return new Problem(503, "BUSY", detail).retryAfter(1);
    }

    public Problem with(String name, String value) {
        more.put(name, value);
        return this;
    }

    /** A header of the answer. */
    public Problem header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    public Problem retryAfter(int seconds) {
        retryAfterSeconds = seconds;
        return this;
    }

    /** Further fields of the body. */
    public ObjectNode more() {
        return more;
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    public Optional<Integer> retryAfterSeconds() {
        return retryAfterSeconds == 0 ? Optional.empty() : Optional.of(retryAfterSeconds);
    }

    /** As the caller sees it. */
    public Answer.Whole answer(String requestId) {
        ObjectNode body = Json.object()
                .put("type", "about:blank")
                .put("title", title())
                .put("status", status)
                .put("code", code)
                .put("detail", String.valueOf(getMessage()))
                .put("requestId", requestId);
        body.setAll(more);
        Answer.Whole answer = new Answer.Whole(status, "application/problem+json", Json.bytes(body), headers);
        return retryAfterSeconds == 0 ? answer : answer.with("Retry-After", String.valueOf(retryAfterSeconds));
    }

    private String title() {
        return switch (status) {
            case 400 -> "Bad request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not found";
            case 405 -> "Method not allowed";
            case 406 -> "Not acceptable";
            case 408 -> "Request timeout";
            case 409 -> "Conflict";
            case 413 -> "Content too large";
            case 414 -> "URI too long";
            case 415 -> "Unsupported media type";
            case 422 -> "Unprocessable content";
            case 429 -> "Too many requests";
            case 431 -> "Header fields too large";
            case 503 -> "Service unavailable";
            default -> status < 500 ? "Refused" : "Internal error";
        };
    }
}
