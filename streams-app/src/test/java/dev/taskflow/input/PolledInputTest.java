package dev.taskflow.input;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class PolledInputTest {
    private static final TopicPartition COMMANDS = new TopicPartition("commands", 0);
    private static final TopicPartition REPORTS = new TopicPartition("reports", 0);

    private final PolledInput polled = new PolledInput();

    private void polls(TopicPartition partition, long first, int records, long next) {
        polled.ofThisThread().polled(partition, first, records, records * 10L);
        polled.ofThisThread().advanced(partition, next);
    }

    private void processes(TopicPartition partition, long offset) {
        polled.processed(partition.topic(), partition.partition(), offset, 10);
    }

    @Test
    void theLastRecordOfTheThreadCommits() {
        polls(COMMANDS, 0, 2, 2);
        polls(REPORTS, 0, 1, 1);

        processes(COMMANDS, 0);
        processes(COMMANDS, 1);
        assertThat(polled.shouldCommit()).isFalse();
        processes(REPORTS, 0);
        assertThat(polled.shouldCommit()).isTrue();
    }

    @Test
    void recordsThatComeMeanwhileBelongToTheSameTransaction() {
        polls(COMMANDS, 0, 1, 1);
        processes(COMMANDS, 0);
        polls(COMMANDS, 1, 1, 2);

        assertThat(polled.shouldCommit()).isFalse();
    }

    @Test
    void aPositionIsTheConsumersOnceAllIsProcessed() {
        polls(REPORTS, 7, 2, 12); // 9: a record that was compacted away, 10 and 11: markers

        assertThat(polled.position(REPORTS)).hasValue(7);
        processes(REPORTS, 7);
        assertThat(polled.position(REPORTS)).hasValue(8);
        processes(REPORTS, 8);
        assertThat(polled.position(REPORTS)).hasValue(12);
    }

    @Test
    void markersAloneMoveThePosition() {
        polls(REPORTS, 0, 1, 1);
        processes(REPORTS, 0);
        polled.ofThisThread().advanced(REPORTS, 5);

        assertThat(polled.position(REPORTS)).hasValue(5);
    }

    @Test
    void aPositionIsNotKnownBeforeTheFirstPollOfALife() {
        assertThat(polled.position(REPORTS)).isEmpty();
        polls(REPORTS, 0, 3, 3);
        polled.forget(0);

        assertThat(polled.position(REPORTS)).isEmpty();
    }

    @Test
    void aLifeThatEndsTakesAlongWhatWaitedForIt() {
        polls(COMMANDS, 0, 100, 100);
        polls(new TopicPartition("commands", 1), 0, 1, 1);
        polled.forget(0);

        processes(new TopicPartition("commands", 1), 0);
        assertThat(polled.shouldCommit()).isTrue();
        assertThat(polled.ofThisThread().waitingBytes()).isZero();
    }

    @Test
    void anotherThreadSeesNothingOfThis() throws InterruptedException {
        polls(REPORTS, 0, 1, 1);

        Thread other = new Thread(() -> polled.forget(0));
        other.start();
        other.join();
        assertThat(polled.position(REPORTS)).hasValue(0);
    }

    @Test
    void bytesThatAreMiscountedAreGoneWithTheLastRecord() {
        polls(COMMANDS, 0, 2, 2);
        polled.processed("commands", 0, 0, 1);
        assertThat(polled.ofThisThread().waitingBytes()).isEqualTo(19);
        polled.processed("commands", 0, 1, 1);

        assertThat(polled.ofThisThread().waitingBytes()).isZero();
    }

    @Test
    void withoutAConsumerThePositionIsAfterWhatWasProcessed() {
        PolledInput driven = PolledInput.withoutConsumer();

        assertThat(driven.position(REPORTS)).hasValue(0);
        driven.processed("reports", 0, 4, 1);
        assertThat(driven.position(REPORTS)).hasValue(5);
        assertThat(driven.shouldCommit()).isFalse();
    }

    @Test
    void aRecordIsItsKeyItsValueAndItsHeaders() {
        RecordHeaders headers = new RecordHeaders();
        headers.add("ab", new byte[3]).add("c", null);

        assertThat(PolledInput.bytes(new byte[1], null, headers)).isEqualTo(7);
    }
}
