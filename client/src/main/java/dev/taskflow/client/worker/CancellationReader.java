package dev.taskflow.client.worker;

import dev.taskflow.serde.AvroDeserializer;
import dev.taskflow.v1.TaskCancellation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads all cancellations from its own making on, in no group, and passes on those of its runtime. */
final class CancellationReader {
    private static final Logger LOG = LoggerFactory.getLogger(CancellationReader.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final long NEW_PARTITIONS_NANOS = Duration.ofMinutes(1).toNanos();

    /** Told of each cancel. */
    interface Listener {
        /** A dispatch is to stop; the reason is empty if none was given. */
        void cancel(String dispatchId, String reason);
    }

    private final String topic;
    private final String runtime;
    private final Listener listener;
    private final AvroDeserializer<TaskCancellation> deserializer = new AvroDeserializer<>(TaskCancellation.class);
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Loop loop;
    private long lookedAtPartitions = System.nanoTime();

    /** Fixes from where it reads: what is sent after this constructor has returned is seen. */
    CancellationReader(WorkerSettings settings, Listener listener, Consumer<Throwable> fatal) {
        this.topic = settings.cancellationTopic();
        this.runtime = settings.runtime();
        this.listener = listener;
        deserializer.configure(settings.connection().schemaRegistry(), false);
        consumer = new KafkaConsumer<>(
                ClientSettings.consumer(settings), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        boolean ready = false;
        try {
            List<TopicPartition> partitions = partitions();
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, START_LIMIT);
            ends.forEach(consumer::seek);
            ready = true;
        } finally {
            if (!ready) {
                consumer.close();
            }
        }
        loop = new Loop("taskflow-cancellations-" + runtime, this::round, consumer::close, fatal);
    }

    private List<TopicPartition> partitions() {
        return consumer.partitionsFor(topic, START_LIMIT).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
    }

    void start() {
        loop.start();
    }

    void close() {
        loop.stop();
        consumer.wakeup();
        loop.close();
    }

    private void round() {
        for (ConsumerRecord<byte[], byte[]> received : consumer.poll(POLL)) {
            try {
                read(received);
            } catch (SerializationException e) {
                LOG.atError()
                        .setMessage("A cancellation cannot be read and is skipped")
                        .addKeyValue("partition", received.partition())
                        .addKeyValue("offset", received.offset())
                        .addKeyValue("problem", e.getMessage())
                        .log();
            } catch (KafkaException e) {
                // The registry did not answer: read this one, and those after it, again.
                consumer.seek(new TopicPartition(topic, received.partition()), received.offset());
                throw e;
            }
        }
        if (System.nanoTime() - lookedAtPartitions > NEW_PARTITIONS_NANOS) {
            lookedAtPartitions = System.nanoTime();
            readNewPartitions();
        }
    }

    private void read(ConsumerRecord<byte[], byte[]> received) {
        if (received.value() == null) {
            return;
        }
        TaskCancellation cancellation = deserializer.deserialize(topic, received.value());
        if (cancellation.getRuntime().equals(runtime)) {
            listener.cancel(
                    cancellation.getDispatchId(), cancellation.getReason().orElse(""));
        }
    }

    private void readNewPartitions() {
        Set<TopicPartition> added = new HashSet<>(partitions());
        added.removeAll(consumer.assignment());
        if (!added.isEmpty()) {
            List<TopicPartition> all = new ArrayList<>(consumer.assignment());
            all.addAll(added);
            consumer.assign(all);
            consumer.seekToBeginning(added);
        }
    }
}
