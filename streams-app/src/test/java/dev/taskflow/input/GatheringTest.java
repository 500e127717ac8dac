package dev.taskflow.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GatheringTest {
    private static final TopicPartition P0 = new TopicPartition("in", 0);
    private static final TopicPartition P1 = new TopicPartition("in", 1);
    private static final int INNER = 2;

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final PolledInput polled = new PolledInput();
    private final Gathering gathering = new Gathering(
            new Gathering.Source() {
                @Override
                public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
                    return consumer.poll(timeout);
                }

                @Override
                public Set<TopicPartition> assignment() {
                    return consumer.assignment();
                }

                @Override
                public void pause(Collection<TopicPartition> partitions) {
                    consumer.pause(partitions);
                }

                @Override
                public void resume(Collection<TopicPartition> partitions) {
                    consumer.resume(partitions);
                }

                @Override
                public OptionalLong currentLag(TopicPartition partition) {
                    return consumer.currentLag(partition);
                }

                @Override
                public long position(TopicPartition partition, Duration timeout) {
                    return consumer.position(partition, timeout);
                }
            },
            polled,
            new InputBounds(1_000, 100),
            INNER);

    @BeforeEach
    void assign() {
        consumer.setMaxPollRecords(INNER);
        consumer.assign(List.of(P0, P1));
        consumer.updateBeginningOffsets(Map.of(P0, 0L, P1, 0L));
        consumer.updateEndOffsets(Map.of(P0, 0L, P1, 0L));
    }

    private void waiting(TopicPartition partition, int from, int records, int bytes) {
        for (int offset = from; offset < from + records; offset++) {
            consumer.addRecord(new ConsumerRecord<>(
                    partition.topic(), partition.partition(), offset, new byte[0], new byte[bytes]));
        }
    }

    private List<Long> poll() {
        return StreamSupport.stream(gathering.poll(Duration.ZERO).spliterator(), false)
                .map(ConsumerRecord::offset)
                .toList();
    }

    private void process(TopicPartition partition, List<Long> offsets, int bytes) {
        offsets.forEach(each -> polled.processed(partition.topic(), partition.partition(), each, bytes));
    }

    @Test
    void smallRecordsComeTogether() {
        waiting(P0, 0, 7, 1);

        assertThat(poll()).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(polled.position(P0)).hasValue(0);
    }

    @Test
    void largeRecordsComeAsFarAsThereIsRoom() {
        waiting(P0, 0, 10, 300);

        assertThat(poll()).as("one inner poll beyond the bound").containsExactly(0L, 1L, 2L, 3L);
    }

    @Test
    void nothingMoreComesWhileWhatWaitsIsTooLarge() {
        waiting(P0, 0, 10, 300);
        poll();

        assertThat(poll()).isEmpty();
        assertThat(consumer.paused()).isEmpty();
        process(P0, List.of(0L, 1L), 300);
        assertThat(poll()).containsExactly(4L, 5L);
    }

    @Test
    void noMoreRecordsComeAtOnceThanOneMayHave() {
        waiting(P0, 0, 110, 0);

        assertThat(poll()).hasSize(100);
    }

    @Test
    void aPartitionThatKafkaStreamsHasPausedIsNotResumed() {
        waiting(P0, 0, 10, 300);
        poll();
        consumer.pause(List.of(P1));
        gathering.paused(List.of(P1));
        poll();

        assertThat(consumer.paused()).containsExactly(P1);
    }

    /** What an inner poll has returned would be lost with the exception of the next: the consumer's position is beyond it. */
    @Test
    void recordsOutliveAnInnerPollThatFails() {
        waiting(P0, 0, 2, 1);
        consumer.schedulePollTask(() -> {});
        consumer.schedulePollTask(() -> {
            throw new KafkaException("a rebalance listener failed");
        });

        assertThatThrownBy(this::poll).isInstanceOf(KafkaException.class);
        assertThat(gathering.position(P0)).hasValue(0);
        assertThat(poll()).containsExactly(0L, 1L);
    }

    @Test
    void recordsOfALostPartitionAreDropped() {
        waiting(P0, 0, 2, 1);
        consumer.schedulePollTask(() -> {});
        consumer.schedulePollTask(() -> gathering.lose(List.of(P0)));

        assertThat(poll()).isEmpty();
    }

    /** A task that is revived reads again from the committed offset: no record may come twice. */
    @Test
    void recordsBeforeASeekAreDropped() {
        waiting(P0, 0, 2, 1);
        consumer.schedulePollTask(() -> {});
        consumer.schedulePollTask(() -> {
            throw new KafkaException("corrupted");
        });
        assertThatThrownBy(this::poll).isInstanceOf(KafkaException.class);
        consumer.seek(P0, 0);
        gathering.drop(List.of(P0));
        waiting(P0, 0, 2, 1);

        assertThat(poll()).containsExactly(0L, 1L);
    }

    @Test
    void recordsOfAPausedPartitionWaitUntilItIsResumed() {
        waiting(P0, 0, 2, 1);
        consumer.schedulePollTask(() -> {});
        consumer.schedulePollTask(() -> gathering.paused(List.of(P0)));

        assertThat(poll()).isEmpty();
        gathering.resumed(List.of(P0));
        assertThat(poll()).containsExactly(0L, 1L);
    }

    @Test
    void theNextOffsetsAreHandedOver() {
        waiting(P0, 0, 3, 1);

        assertThat(gathering.poll(Duration.ZERO).nextOffsets().get(P0).offset()).isEqualTo(3);
    }

    @Test
    void thePositionOfASilentPartitionIsLearned() {
        consumer.seek(P1, 17);
        consumer.updateEndOffsets(Map.of(P1, 17L));
        poll();

        assertThat(polled.position(P1)).hasValue(17);
    }

    @Test
    void thePositionOfAPausedPartitionIsNot() {
        consumer.pause(List.of(P1));
        gathering.paused(List.of(P1));
        poll();

        assertThat(polled.position(P1)).isEmpty();
    }
}
