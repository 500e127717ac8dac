package dev.taskflow.topology;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * What an output follows from.
 *
 * @param id the same for the same input, however often it is processed, and for no other
 * @param commandId the command; null if the input was none
 * @param traceHeaders the W3C trace headers of the input, to be carried on (contract, section 2)
 */
record Cause(String id, @Nullable String commandId, Headers traceHeaders) {
    private static final String[] TRACE_HEADERS = {"traceparent", "tracestate"};

    /** One command may lead to thousands of outputs, so that what each carries is bounded; W3C asks for 512 bytes. */
    private static final int MAX_TRACE_HEADER = 8 * 1024;

    static Cause ofRecord(String topic, int partition, long offset, @Nullable String commandId, Headers headers) {
        Headers trace = new RecordHeaders();
        for (String name : TRACE_HEADERS) {
            Header header = headers.lastHeader(name);
            if (header != null && Bytes.of(header.value()) <= MAX_TRACE_HEADER) {
                trace.add(header);
            }
        }
        return new Cause(topic + "/" + partition + "/" + offset, commandId, trace);
    }

    static Cause ofTimer(dev.taskflow.rules.Timer timer) {
        String runId = timer.runId() == null ? "" : timer.runId();
        String id = "timer/" + timer.flowId() + "/" + runId + "/" + timer.kind() + "/"
                + timer.dueAt().toEpochMilli();
        return new Cause(id, null, new RecordHeaders());
    }
}
