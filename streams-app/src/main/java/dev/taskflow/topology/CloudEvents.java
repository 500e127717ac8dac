package dev.taskflow.topology;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.avro.Schema;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** The CloudEvents headers of an output: Kafka binding, binary mode, version 1.0. */
final class CloudEvents {
    private static final Header SPEC_VERSION = new RecordHeader("ce_specversion", utf8("1.0"));

    private final Header source;

    /** @param source the outputs' {@code ce_source}, a URI reference */
    CloudEvents(String source) {
        this.source = new RecordHeader("ce_source", utf8(source));
    }

    /** The {@code ce_type} of a kind of output. */
    static Header type(Schema schema) {
        return new RecordHeader("ce_type", utf8(schema.getFullName()));
    }

    Headers headers(Header type, byte[] id, String subject, Instant time, Headers traceHeaders) {
        Headers headers = new RecordHeaders();
        headers.add(SPEC_VERSION);
        headers.add("ce_id", id);
        headers.add(source);
        headers.add(type);
        headers.add("ce_time", utf8(time.toString()));
        headers.add("ce_subject", utf8(subject));
        for (Header trace : traceHeaders) {
            headers.add(trace);
        }
        return headers;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
