package dev.taskflow.client.worker;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** What of a dispatch's headers every report on it carries on (contract, section 2). */
record TraceHeaders(List<Header> headers) {
    private static final Set<String> CARRIED = Set.of("traceparent", "tracestate");

    static TraceHeaders of(Headers received) {
        return new TraceHeaders(CARRIED.stream()
                .flatMap(key -> Optional.ofNullable(received.lastHeader(key)).stream())
                .flatMap(Stream::of)
                .toList());
    }
}
