package dev.taskflow.topology;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.avro.Schema;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** The CloudEvents headers of an output: Kafka binding, binary mode, version 1.0. For one thread. */
final class CloudEvents {
    private static final Header SPEC_VERSION = new RecordHeader("ce_specversion", utf8("1.0"));

    private final Header source;

    /** Outputs of one decision have one time. */
    private Instant latestTime = Instant.EPOCH;

    private Header latestTimeHeader = timeHeader(latestTime);

    /** @param source the outputs' {@code ce_source}, a URI reference */
    CloudEvents(String source) {
        this.source = new RecordHeader("ce_source", utf8(source));
    }

    /** The {@code ce_type} of a kind of output. */
    static Header type(Schema schema) {
        return new RecordHeader("ce_type", utf8(schema.getFullName()));
    }

    /**
     * The headers of an output.
     *
     * @param subject the output's key, UTF-8
     */
    Headers headers(Header type, byte[] id, byte[] subject, Instant time, Headers traceHeaders) {
        if (!time.equals(latestTime)) {
            latestTime = time;
            latestTimeHeader = timeHeader(time);
        }
        Headers headers = new RecordHeaders(new Header[] {
            SPEC_VERSION,
            new RecordHeader("ce_id", id),
            source,
            type,
            latestTimeHeader,
            new RecordHeader("ce_subject", subject)
        });
        for (Header trace : traceHeaders) {
            headers.add(trace);
        }
        return headers;
    }

    private static Header timeHeader(Instant time) {
        return new RecordHeader("ce_time", utf8(time.toString()));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
