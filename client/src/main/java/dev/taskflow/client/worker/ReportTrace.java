package dev.taskflow.client.worker;

import dev.taskflow.client.TraceHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;

/** What every report on a dispatch carries on: its trace headers, until its handler goes on with others. Safe for any thread. */
final class ReportTrace {
    private final Map<String, String> received;
    private volatile List<Header> headers;

    private ReportTrace(Map<String, String> received) {
        this.received = received;
        this.headers = headers(received);
    }

    static ReportTrace of(Headers received) {
        return new ReportTrace(TraceHeaders.of(received));
    }

    /** The dispatch's own. */
    Map<String, String> received() {
        return received;
    }

    /** Those of the next report. */
    List<Header> headers() {
        return headers;
    }

    void continueWith(Map<String, String> others) {
        headers = headers(others);
    }

    private static List<Header> headers(Map<String, String> byName) {
        return TraceHeaders.NAMES.stream()
                .filter(byName::containsKey)
                .map(name -> (Header) new RecordHeader(
                        name, Objects.requireNonNull(byName.get(name)).getBytes(StandardCharsets.UTF_8)))
                .toList();
    }
}
