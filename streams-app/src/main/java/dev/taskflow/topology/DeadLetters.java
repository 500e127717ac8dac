package dev.taskflow.topology;

import dev.taskflow.topics.Topic;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Sets aside what cannot be processed: as it was received, with the headers that Kafka Streams itself gives a dead letter
 * (X1, X4; names as of Kafka Streams 4.3, {@code ExceptionHandlerUtils}).
 */
final class DeadLetters {
    /** On a dead letter whose value was too large to keep: its SHA-256 and length stand in its place (X4). */
    static final String REPLACED = "taskflow.value-replaced";

    private static final String PREFIX = "__streams.errors.";
    private static final int MAX_TEXT = 8 * 1024;
    private static final int MAX_KEY = 16 * 1024;

    private final Topic<byte[]> topic;

    DeadLetters(Topic<byte[]> topic) {
        this.topic = topic;
    }

    Output output(ReceivedRecord received, Exception error) {
        Headers headers = new RecordHeaders(received.headers());
        addErrorHeaders(headers, received, error);
        Output whole = output(received.key(), received.value(), headers);
        if (whole.bytes() <= RecordSizes.largest(topic)) {
            return whole;
        }
        headers.add(REPLACED, utf8("true"));
        Output digested = output(shortKey(received.key()), digest(received.value()), headers);
        if (digested.bytes() <= RecordSizes.largest(topic)) {
            return digested;
        }
        Headers errorsOnly = new RecordHeaders().add(REPLACED, utf8("true"));
        addErrorHeaders(errorsOnly, received, error);
        return output(shortKey(received.key()), digest(received.value()), errorsOnly);
    }

    private Output output(byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
        return new Output(Nodes.DEAD_LETTERS_SINK, topic.name(), key, value, headers);
    }

    private static void addErrorHeaders(Headers headers, ReceivedRecord received, Exception error) {
        headers.add(PREFIX + "exception", utf8(error.getClass().getName()));
        headers.add(PREFIX + "message", utf8(String.valueOf(error.getMessage())));
        headers.add(PREFIX + "stacktrace", utf8(stackTrace(error)));
        headers.add(PREFIX + "topic", utf8(received.topic()));
        headers.add(PREFIX + "partition", utf8(Integer.toString(received.partition())));
        headers.add(PREFIX + "offset", utf8(Long.toString(received.offset())));
    }

    private static String stackTrace(Exception error) {
        StringWriter text = new StringWriter();
        error.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private static byte @Nullable [] shortKey(byte @Nullable [] key) {
        return Bytes.of(key) > MAX_KEY ? digest(key) : key;
    }

    private static byte @Nullable [] digest(byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        try {
            byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(bytes);
            return utf8("sha256=%s length=%s".formatted(HexFormat.of().formatHex(sha256), bytes.length));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static byte[] utf8(String text) {
        return text.substring(0, Math.min(text.length(), MAX_TEXT)).getBytes(StandardCharsets.UTF_8);
    }
}
