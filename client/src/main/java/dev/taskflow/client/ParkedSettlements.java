package dev.taskflow.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.taskflow.topics.Topic;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Writes what a group gives up to the group's dead letters: as received, with Kafka Streams' error headers (X4). */
final class ParkedSettlements implements AutoCloseable {
    private static final String PREFIX = "__streams.errors.";
    private static final String REPLACED = "taskflow.value-replaced";
    private static final String ATTEMPTS = "taskflow.attempts";
    private static final int MAX_TEXT = 8 * 1024;
    private static final int ROOM_FOR_HEADERS = 64 * 1024;
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final String topic;
    private final KafkaProducer<byte[], byte @Nullable []> producer;

    ParkedSettlements(Connection connection, Topic<byte[]> topic) {
        this.topic = topic.name();
        Map<String, Object> settings = KafkaSettings.producer(connection);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, topic.maxMessageBytes() + ROOM_FOR_HEADERS);
        this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    String topic() {
        return topic;
    }

    /**
     * Returns when the record is durable.
     *
     * @param attempts how often the handler was called; 0 if the record cannot be decoded
     * @throws KafkaException if it cannot be written
     */
    void park(ConsumerRecord<byte[], byte[]> received, Throwable error, int attempts) {
        Headers headers = new RecordHeaders(received.headers());
        addErrorHeaders(headers, received, error, attempts);
        try {
            write(received, received.value(), headers);
        } catch (RecordTooLargeException tooLarge) { // X4
            Headers errorsOnly = new RecordHeaders().add(REPLACED, utf8("true"));
            addErrorHeaders(errorsOnly, received, error, attempts);
            write(received, digest(received.value()), errorsOnly);
        }
    }

    private void write(ConsumerRecord<byte[], byte[]> received, byte @Nullable [] value, Headers headers) {
        Long timestamp = received.timestamp() < 0 ? null : received.timestamp();
        Future<RecordMetadata> written =
                producer.send(new ProducerRecord<>(topic, null, timestamp, received.key(), value, headers));
        try {
            written.get();
        } catch (InterruptedException interrupted) {
            throw new InterruptException(interrupted);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof KafkaException refused ? refused : new KafkaException(failed.getCause());
        }
    }

    private static void addErrorHeaders(Headers headers, ConsumerRecord<?, ?> received, Throwable error, int attempts) {
        // The names are those of Kafka Streams 4.3, which also the processor's dead letters have.
        for (Map.Entry<String, String> each : List.of(
                Map.entry("exception", error.getClass().getName()),
                Map.entry("message", String.valueOf(error.getMessage())),
                Map.entry("stacktrace", stackTrace(error)),
                Map.entry("topic", received.topic()),
                Map.entry("partition", Integer.toString(received.partition())),
                Map.entry("offset", Long.toString(received.offset())))) {
            headers.add(PREFIX + each.getKey(), utf8(each.getValue()));
        }
        headers.add(ATTEMPTS, utf8(Integer.toString(attempts)));
    }

    private static String stackTrace(Throwable error) {
        StringWriter text = new StringWriter();
        error.printStackTrace(new PrintWriter(text));
        return text.toString();
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
        return text.substring(0, Math.min(text.length(), MAX_TEXT)).getBytes(UTF_8);
    }

    @Override
    public void close() {
        producer.close(CLOSE);
    }
}
