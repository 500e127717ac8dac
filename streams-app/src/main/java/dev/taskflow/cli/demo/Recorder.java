package dev.taskflow.cli.demo;

import dev.taskflow.client.Connection;
import dev.taskflow.serde.AvroDeserializer;
import dev.taskflow.topics.Topic;
import dev.taskflow.topics.TopicCatalogue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * The demo's consumer: reads every topic that the processor writes, from the beginning and only what is committed, and keeps
 * all of it. For use by one thread.
 */
final class Recorder implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(50);

    private final KafkaConsumer<String, byte[]> consumer;
    private final AvroDeserializer<SpecificRecord> deserializer = new AvroDeserializer<>();
    private final Map<String, Topic<?>> topics = new LinkedHashMap<>();
    private final Map<String, List<Seen<?>>> records = new HashMap<>();
    private final Consumer<Seen<?>> onRecord;
    private final BooleanSupplier stopRequested;

    Recorder(
            TopicCatalogue catalogue,
            Connection connection,
            Consumer<Seen<?>> onRecord,
            BooleanSupplier stopRequested) {
        this.onRecord = onRecord;
        this.stopRequested = stopRequested;
        List<Topic<?>> inputs = List.of(catalogue.flowCommands(), catalogue.taskEvents());
        catalogue.all().stream()
                .filter(topic -> !inputs.contains(topic))
                .forEach(topic -> topics.put(topic.name(), topic));
        Map<String, Object> settings = new HashMap<>(connection.kafka());
        settings.put("isolation.level", "read_committed");
        settings.put("auto.offset.reset", "earliest");
        deserializer.configure(connection.schemaRegistry(), false);
        consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
        consumer.assign(topics.keySet().stream()
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList());
    }

    /** All values of a topic so far, in the order in which they were read. */
    <V> List<V> all(Topic<V> topic) {
        return seen(topic).stream().map(Seen::value).toList();
    }

    /** All records of a topic so far. */
    @SuppressWarnings("unchecked") // remember() puts a topic's records under its own name only.
    <V> List<Seen<V>> seen(Topic<V> topic) {
        return records.getOrDefault(topic.name(), List.of()).stream()
                .map(seen -> (Seen<V>) seen)
                .toList();
    }

    /**
     * Reads until a topic has a matching value and returns it.
     *
     * @throws DemoStalled if it does not come in time
     */
    <V> V await(String what, Topic<V> topic, Predicate<V> matching) {
        return await(what, () -> all(topic).stream().filter(matching).findFirst());
    }

    /**
     * Reads until there is a result.
     *
     * @throws DemoStalled if there is none in time
     */
    <R> R await(String what, Supplier<Optional<R>> result) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Optional<R> found = result.get();
        while (found.isEmpty()) {
            if (stopRequested.getAsBoolean()) {
                throw new DemoStalled("the demo was stopped");
            }
            if (System.nanoTime() > deadline) {
                throw new DemoStalled("waited " + PATIENCE.toSeconds() + " s in vain for " + what);
            }
            poll();
            found = result.get();
        }
        return found.get();
    }

    /**
     * Reads to what is now the end of every topic.
     *
     * @throws DemoStalled if that takes too long
     */
    void readToTheEnd() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        await(
                "the end of all topics",
                () -> ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue())
                        ? Optional.of(true)
                        : Optional.empty());
    }

    private void poll() {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
            Topic<?> topic = topics.get(record.topic());
            if (topic != null) {
                Seen<?> seen = seen(topic, record);
                List<Seen<?>> ofTopic = records.computeIfAbsent(topic.name(), name -> new ArrayList<>());
                ofTopic.add(seen);
                onRecord.accept(seen);
            }
        }
    }

    private <V> Seen<V> seen(Topic<V> topic, ConsumerRecord<String, byte[]> record) {
        Object value = topic.valueSchema().isPresent()
                ? deserializer.deserialize(record.topic(), record.value())
                : record.value();
        return new Seen<>(topic, String.valueOf(record.key()), topic.valueType().cast(value), record.headers());
    }

    @Override
    public void close() {
        consumer.close();
    }
}
