package dev.taskflow.client;

import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/**
 * How a {@link TaskFlowClient} works. {@link #DEFAULTS} holds the defaults; the {@code with} methods change one. Immutable.
 *
 * @param resultTimeLimit how long an answer to a command is awaited, from {@code submit} on; positive
 * @param closeTimeLimit how long {@link TaskFlowClient#close()} waits for commands that are being sent; not negative
 * @param traceHeaders asked for each command, in the thread that sends it, for headers such as {@code traceparent} and {@code
 *     tracestate}, which the processor carries on to all that the command causes; must be quick and safe for many threads
 */
public record ClientOptions(
        Duration resultTimeLimit, Duration closeTimeLimit, Supplier<Map<String, String>> traceHeaders) {

    /** 30 seconds for a result, 10 seconds to close, no trace headers. */
    public static final ClientOptions DEFAULTS =
            new ClientOptions(Duration.ofSeconds(30), Duration.ofSeconds(10), Map::of);

    /**
     * Checks the durations.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public ClientOptions {
        if (resultTimeLimit.isNegative() || resultTimeLimit.isZero()) {
            throw new IllegalArgumentException("resultTimeLimit must be positive, not " + resultTimeLimit);
        }
        if (closeTimeLimit.isNegative()) {
            throw new IllegalArgumentException("closeTimeLimit must not be negative, but is " + closeTimeLimit);
        }
    }

    /** These options with another limit for results. */
    public ClientOptions withResultTimeLimit(Duration limit) {
        return new ClientOptions(limit, closeTimeLimit, traceHeaders);
    }

    /** These options with another limit for closing. */
    public ClientOptions withCloseTimeLimit(Duration limit) {
        return new ClientOptions(resultTimeLimit, limit, traceHeaders);
    }

    /** These options with a source of trace headers. */
    public ClientOptions withTraceHeaders(Supplier<Map<String, String>> source) {
        return new ClientOptions(resultTimeLimit, closeTimeLimit, source);
    }
}
