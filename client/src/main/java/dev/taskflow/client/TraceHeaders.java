package dev.taskflow.client;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** The W3C trace headers, which TaskFlow carries from every record to all that follows from it (contract, section 2). */
public final class TraceHeaders {
    /** Their names. */
    public static final List<String> NAMES = List.of("traceparent", "tracestate");

    private TraceHeaders() {}

    /** Those of a record, by name, for a propagator to extract a context from; not modifiable. One that is missing is left out. */
    public static Map<String, String> of(Headers received) {
        Map<String, String> found = new HashMap<>();
        for (String name : NAMES) {
            Header header = received.lastHeader(name);
            if (header != null && header.value() != null) {
                found.put(name, new String(header.value(), StandardCharsets.UTF_8));
            }
        }
        return Map.copyOf(found);
    }
}
