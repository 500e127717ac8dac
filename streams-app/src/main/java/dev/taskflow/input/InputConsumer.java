package dev.taskflow.input;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A stream thread's main consumer under {@code group.protocol=classic}; polls by {@link Gathering}. */
final class InputConsumer extends KafkaConsumer<byte[], byte[]> {
    private final Gathering gathering;

    InputConsumer(Map<String, Object> config, PolledInput polled, InputBounds bounds) {
        super(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        gathering = new Gathering(new Below(), polled, bounds, InputClients.maxPollRecords(config));
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        return gathering.poll(timeout);
    }

    @Override
    public void subscribe(Collection<String> topics, ConsumerRebalanceListener listener) {
        super.subscribe(topics, new Listener(listener));
    }

    @Override
    public void unsubscribe() {
        Set<TopicPartition> assigned = new HashSet<>(assignment());
        super.unsubscribe();
        gathering.lose(assigned);
    }

    @Override
    public void pause(Collection<TopicPartition> partitions) {
        super.pause(partitions);
        gathering.paused(partitions);
    }

    @Override
    public void resume(Collection<TopicPartition> partitions) {
        super.resume(partitions);
        gathering.resumed(partitions);
    }

    @Override
    public void seek(TopicPartition partition, long offset) {
        super.seek(partition, offset);
        gathering.drop(Set.of(partition));
    }

    @Override
    public void seek(TopicPartition partition, OffsetAndMetadata offset) {
        super.seek(partition, offset);
        gathering.drop(Set.of(partition));
    }

    @Override
    public void seekToBeginning(Collection<TopicPartition> partitions) {
        super.seekToBeginning(partitions);
        gathering.drop(partitions);
    }

    @Override
    public void seekToEnd(Collection<TopicPartition> partitions) {
        super.seekToEnd(partitions);
        gathering.drop(partitions);
    }

    @Override
    public long position(TopicPartition partition) {
        OptionalLong gathered = gathering.position(partition);
        return gathered.isPresent() ? gathered.getAsLong() : super.position(partition);
    }

    @Override
    public long position(TopicPartition partition, Duration timeout) {
        OptionalLong gathered = gathering.position(partition);
        return gathered.isPresent() ? gathered.getAsLong() : super.position(partition, timeout);
    }

    /** The consumer as Kafka made it. */
    private final class Below implements Gathering.Source {
        @Override
        public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            return InputConsumer.super.poll(timeout);
        }

        @Override
        public Set<TopicPartition> assignment() {
            return InputConsumer.super.assignment();
        }

        @Override
        public void pause(Collection<TopicPartition> partitions) {
            InputConsumer.super.pause(partitions);
        }

        @Override
        public void resume(Collection<TopicPartition> partitions) {
            InputConsumer.super.resume(partitions);
        }

        @Override
        public OptionalLong currentLag(TopicPartition partition) {
            return InputConsumer.super.currentLag(partition);
        }

        @Override
        public long position(TopicPartition partition, Duration timeout) {
            return InputConsumer.super.position(partition, timeout);
        }
    }

    /** Partitions that go take along what was gathered of them, before Kafka Streams closes their tasks. */
    private final class Listener implements ConsumerRebalanceListener {
        private final ConsumerRebalanceListener next;

        Listener(ConsumerRebalanceListener next) {
            this.next = next;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            gathering.lose(partitions); // Whatever was known of an earlier time.
            next.onPartitionsAssigned(partitions);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            gathering.lose(partitions);
            next.onPartitionsRevoked(partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            gathering.lose(partitions);
            next.onPartitionsLost(partitions);
        }
    }
}
