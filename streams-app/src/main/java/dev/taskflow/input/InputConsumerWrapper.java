package dev.taskflow.input;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.internals.AsyncKafkaConsumer;
import org.apache.kafka.clients.consumer.internals.StreamsRebalanceData;
import org.apache.kafka.clients.consumer.internals.StreamsRebalanceListener;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.internals.ConsumerWrapper;
import org.jspecify.annotations.Nullable;

/**
 * The same as {@link InputConsumer} under {@code group.protocol=streams}, where Kafka Streams asks no client supplier. It makes
 * this by name, and hands it the consumer's settings.
 */
public final class InputConsumerWrapper extends ConsumerWrapper {
    static final String POLLED = "taskflow.polled.input";
    static final String BOUNDS = "taskflow.input.bounds";

    private @Nullable Gathering made;

    /** For Kafka Streams. */
    public InputConsumerWrapper() {}

    @Override
    public void wrapConsumer(
            AsyncKafkaConsumer<byte[], byte[]> consumer,
            Map<String, Object> config,
            Optional<StreamsRebalanceData> rebalanceData) {
        super.wrapConsumer(consumer, config, rebalanceData);
        made = new Gathering(
                new Below(),
                (PolledInput) Objects.requireNonNull(config.get(POLLED), POLLED),
                (InputBounds) Objects.requireNonNull(config.get(BOUNDS), BOUNDS),
                InputClients.maxPollRecords(config));
    }

    private Gathering gathering() {
        return Objects.requireNonNull(made, "used before it wraps a consumer");
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        return gathering().poll(timeout);
    }

    @Override
    public void subscribe(Collection<String> topics, StreamsRebalanceListener listener) {
        super.subscribe(topics, new Listener(listener));
    }

    @Override
    public void unsubscribe() {
        Set<TopicPartition> assigned = new HashSet<>(assignment());
        super.unsubscribe();
        gathering().lose(assigned);
    }

    @Override
    public void pause(Collection<TopicPartition> partitions) {
        super.pause(partitions);
        gathering().paused(partitions);
    }

    @Override
    public void resume(Collection<TopicPartition> partitions) {
        super.resume(partitions);
        gathering().resumed(partitions);
    }

    @Override
    public void seek(TopicPartition partition, long offset) {
        super.seek(partition, offset);
        gathering().drop(Set.of(partition));
    }

    @Override
    public void seek(TopicPartition partition, OffsetAndMetadata offset) {
        super.seek(partition, offset);
        gathering().drop(Set.of(partition));
    }

    @Override
    public void seekToBeginning(Collection<TopicPartition> partitions) {
        super.seekToBeginning(partitions);
        gathering().drop(partitions);
    }

    @Override
    public void seekToEnd(Collection<TopicPartition> partitions) {
        super.seekToEnd(partitions);
        gathering().drop(partitions);
    }

    @Override
    public long position(TopicPartition partition) {
        OptionalLong gathered = gathering().position(partition);
        return gathered.isPresent() ? gathered.getAsLong() : super.position(partition);
    }

    @Override
    public long position(TopicPartition partition, Duration timeout) {
        OptionalLong gathered = gathering().position(partition);
        return gathered.isPresent() ? gathered.getAsLong() : super.position(partition, timeout);
    }

    /** The consumer as Kafka Streams made it. */
    private final class Below implements Gathering.Source {
        @Override
        public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            return delegate.poll(timeout);
        }

        @Override
        public Set<TopicPartition> assignment() {
            return delegate.assignment();
        }

        @Override
        public void pause(Collection<TopicPartition> partitions) {
            delegate.pause(partitions);
        }

        @Override
        public void resume(Collection<TopicPartition> partitions) {
            delegate.resume(partitions);
        }

        @Override
        public OptionalLong currentLag(TopicPartition partition) {
            return delegate.currentLag(partition);
        }

        @Override
        public long position(TopicPartition partition, Duration timeout) {
            return delegate.position(partition, timeout);
        }
    }

    /** Tasks that go take along what was gathered for them, before Kafka Streams closes them. */
    private final class Listener implements StreamsRebalanceListener {
        private final StreamsRebalanceListener next;

        Listener(StreamsRebalanceListener next) {
            this.next = next;
        }

        @Override
        public void onTasksRevoked(Set<StreamsRebalanceData.TaskId> tasks) {
            Set<Integer> numbers =
                    tasks.stream().map(StreamsRebalanceData.TaskId::partitionId).collect(Collectors.toSet());
            gathering()
                    .lose(assignment().stream()
                            .filter(each -> numbers.contains(each.partition()))
                            .toList());
            next.onTasksRevoked(tasks);
        }

        @Override
        public void onTasksAssigned(StreamsRebalanceData.Assignment assignment) {
            next.onTasksAssigned(assignment);
        }

        @Override
        public void onAllTasksLost() {
            gathering().lose(new HashSet<>(assignment()));
            next.onAllTasksLost();
        }
    }
}
