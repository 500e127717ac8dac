package dev.taskflow.it;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What somebody tries with plain Kafka clients. Each attempt gives back how Kafka refused it, nothing if it did not, and fails if
 * that cannot be told. For use by one thread.
 */
final class Attempts implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final int POLLS_OF_ONE_WHO_MAY = 30;

    /** Asks Kafka for something. */
    interface Request {
        KafkaFuture<?> of(Admin admin);
    }

    private final Map<String, Object> settings;
    private final Admin admin;

    Attempts(Map<String, Object> settings) {
        this.settings = settings;
        admin = Admin.create(settings);
    }

    private KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("max.block.ms", TopicLog.PATIENCE.toMillis());
        all.putAll(more);
        return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private KafkaConsumer<byte[], byte[]> consumer(Map<String, Object> more) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("auto.offset.reset", "earliest");
        all.put("allow.auto.create.topics", false);
        all.put("enable.auto.commit", false);
        all.putAll(more);
        return new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Writes a record that nobody can read. */
    Optional<AuthorizationException> toWrite(String topic) throws Exception {
        // An idempotent producer's id is refused where nothing at all may be written, which says nothing of the topic.
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of("enable.idempotence", false))) {
            producer.send(new ProducerRecord<>(topic, new byte[] {1}, new byte[] {1}))
                    .get(60, SECONDS);
            return Optional.empty();
        } catch (ExecutionException failed) {
            return Optional.of(refusal(failed));
        }
    }

    /** Reads the first partition from its beginning. */
    Optional<AuthorizationException> toRead(String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(Map.of())) {
            consumer.assign(List.of(new TopicPartition(topic, 0)));
            return poll(consumer);
        }
    }

    /** The keys that are there now; throws if they may not be read. */
    Set<String> keysOf(String topic) {
        Set<String> keys = new HashSet<>();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(Map.of())) {
            List<TopicPartition> all = consumer.partitionsFor(topic).stream()
                    .map(each -> new TopicPartition(topic, each.partition()))
                    .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            while (all.stream().anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
                consumer.poll(POLL).forEach(each -> keys.add(new String(each.key(), StandardCharsets.UTF_8)));
            }
        }
        return keys;
    }

    /** Joins a consumer group. */
    Optional<AuthorizationException> toJoin(String group, String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(Map.of("group.id", group))) {
            consumer.subscribe(List.of(topic));
            return poll(consumer);
        }
    }

    private static Optional<AuthorizationException> poll(KafkaConsumer<byte[], byte[]> consumer) {
        try {
            for (int poll = 0; poll < POLLS_OF_ONE_WHO_MAY; poll++) {
                consumer.poll(POLL);
            }
            assertThat(consumer.assignment()).as("has come to read").isNotEmpty();
            return Optional.empty();
        } catch (AuthorizationException refused) {
            return Optional.of(refused);
        }
    }

    /** Begins to use a transactional id. */
    Optional<AuthorizationException> toUseTransactionalId(String id) {
        try (KafkaProducer<byte[], byte[]> transactional = producer(Map.of("transactional.id", id))) {
            transactional.initTransactions();
            return Optional.empty();
        } catch (AuthorizationException refused) {
            return Optional.of(refused);
        }
    }

    /** Has Kafka change something. */
    Optional<AuthorizationException> to(Request request) throws Exception {
        try {
            request.of(admin).get(60, SECONDS);
            return Optional.empty();
        } catch (ExecutionException failed) {
            return Optional.of(refusal(failed));
        }
    }

    private static AuthorizationException refusal(ExecutionException failed) {
        if (failed.getCause() instanceof AuthorizationException refused) {
            return refused;
        }
        throw new AssertionError("neither done nor refused", failed);
    }

    @Override
    public void close() {
        admin.close();
    }
}
