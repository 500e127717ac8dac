package dev.taskflow.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** What may be committed, and when. */
class LanesTest {
    private static final TopicPartition A = new TopicPartition("settled", 0);
    private static final TopicPartition B = new TopicPartition("settled", 1);
    private static final Backoff LONG = new Backoff(Duration.ofHours(1), Duration.ofHours(1), () -> 0);

    private final Lanes lanes = new Lanes();

    private void add(TopicPartition partition, long... offsets) {
        for (long offset : offsets) {
            lanes.add(new ConsumerRecord<>(
                    partition.topic(), partition.partition(), offset, new byte[] {1}, new byte[] {1}));
        }
    }

    private Lane take() throws InterruptedException {
        return Objects.requireNonNull(lanes.take());
    }

    @Test
    void nothingIsCommittedAheadOfWhatIsUnfinished() throws InterruptedException {
        add(A, 4, 5);

        Lane lane = take();
        assertThat(lanes.uncommitted()).isEmpty();
        lanes.finished(lane);
        assertThat(lanes.uncommitted()).isEqualTo(Map.of(A, new OffsetAndMetadata(5)));
        lanes.committed(lanes.uncommitted());

        assertThat(lanes.uncommitted()).isEmpty();
        assertThat(Objects.requireNonNull(take().inHand).offset()).isEqualTo(5);
    }

    @Test
    void partitionThatWaitsForItsNextAttemptLetsOthersGoFirst() throws InterruptedException {
        add(A, 1);
        lanes.notFinished(take(), true, LONG);
        add(B, 1);

        Lane next = take();

        assertThat(next.partition).isEqualTo(B);
        lanes.finished(next);
        assertThat(lanes.uncommitted()).containsOnlyKeys(B);
    }

    @Test
    void partitionsTakeTurns() throws InterruptedException {
        add(A, 1, 2);
        add(B, 1, 2);

        Lane first = take();
        lanes.finished(first);
        Lane second = take();

        assertThat(List.of(first.partition, second.partition)).containsExactly(A, B);
    }

    @Test
    void whatIsInHandOfALostPartitionIsNotCommitted() throws InterruptedException {
        add(A, 1);
        Lane lane = take();

        lanes.drop(List.of(A));
        lanes.finished(lane);

        assertThat(lanes.uncommitted()).isEmpty();
    }

    @Test
    void quiescedPartitionIsNotTakenAgain() throws InterruptedException {
        add(A, 1, 2);
        add(B, 1);

        lanes.quiesce(List.of(A), Duration.ZERO);

        assertThat(take().partition).isEqualTo(B);
        lanes.stop();
        assertThat(lanes.take()).isNull();
    }

    @Test
    void fullPartitionIsReadOnWhenThereIsRoom() throws InterruptedException {
        for (int i = 0; i < 100; i++) {
            add(A, i);
        }
        assertThat(lanes.full()).containsExactly(A);
        assertThat(lanes.roomy()).isEmpty();

        for (int i = 0; i < 60; i++) {
            lanes.finished(take());
        }

        assertThat(lanes.full()).isEmpty();
        assertThat(lanes.roomy()).containsExactly(A);
    }
}
