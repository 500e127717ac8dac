package dev.taskflow.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.input.LogEnd;
import dev.taskflow.input.LogEnds;
import dev.taskflow.input.PolledInput;
import java.time.Instant;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** T5, K7: timers that give work up wait for the reports that were there when they came due, and for nothing else. */
class ReportsReadGateTest {
    private static final TopicPartition REPORTS = new TopicPartition("taskflow.task-events", 3);

    private final HandMadeEnds ends = new HandMadeEnds();
    private final PolledInput polled = PolledInput.withoutConsumer();
    private ReportsReadGate gate = new ReportsReadGate(REPORTS, ends, polled);

    @Test
    void T5_nothingIsGivenUpBeforeTheBrokerHasSaidWhereReportsEnd() {
        gate.look(at(1_000));

        assertThat(ends.asked).isEqualTo(1);
        assertThat(isOpenFor(0, 1_000)).isFalse();
    }

    @Test
    void T5_aReportThatWasThereInTimeIsReadFirst() {
        ends.answer(1_000, 5);
        processed(3);
        gate.look(at(1_001));
        assertThat(isOpenFor(999, 1_001)).isFalse();

        processed(4);
        gate.look(at(1_002));

        assertThat(isOpenFor(1_000, 1_002)).isTrue();
        assertThat(isOpenFor(1_001, 1_002)).as("due after the broker was asked").isFalse();
    }

    @Test
    void T5_reportsWithoutPauseHoldNothingUp() {
        for (int second = 1; second <= 30; second++) {
            ends.answer(1_000L * second, 500L * second); // 500 more each second, and always some unread
            gate.look(at(1_000L * second + 1));
            processed(500L * second);
            gate.look(at(1_000L * second + 2));

            assertThat(isOpenFor(1_000L * second, 1_000L * second + 2)).isTrue();
        }
    }

    @Test
    void T5_anEndThatMovesOnIsNotWaitedForAnew() {
        ends.answer(1_000, 10);
        gate.look(at(1_000));
        ends.answer(2_000, 1_000);
        gate.look(at(2_000));
        processed(9);
        gate.look(at(2_001));

        assertThat(isOpenFor(1_000, 2_001)).isTrue();
        assertThat(isOpenFor(2_000, 2_001)).isFalse();
        processed(999);
        gate.look(at(2_002));
        assertThat(isOpenFor(2_000, 2_002)).isTrue();
    }

    @Test
    void aTimerThatWaitsHasTheBrokerAskedAtOnce() {
        ends.answer(1_000, 0);
        gate.look(at(1_000));
        int before = ends.asked;

        gate.wanted(at(1_050));

        assertThat(ends.asked).isEqualTo(before + 1);
    }

    @Test
    void aSilenceIsNoticedAsTheBrokerIsAskedAgainEverySecond() {
        gate.look(at(1_000));
        gate.look(at(1_999));
        assertThat(ends.asked).isEqualTo(1);

        gate.look(at(2_000));

        assertThat(ends.asked).isEqualTo(2);
    }

    @Test
    void T5_afterASilenceWorkersHaveAsLongAsItLastedToDeliver() {
        ends.answer(1_000, 0);
        gate.look(at(1_000));
        ends.answer(31_000, 0); // 30 s without an answer
        gate.look(at(31_000));

        assertThat(isOpenFor(20_000, 60_999)).isFalse();
        assertThat(isOpenFor(20_000, 61_000)).isTrue();
    }

    @Test
    void T5_aShortSilenceIsTenSecondsAndALongOneAMinute() {
        ends.answer(1_000, 0);
        gate.look(at(1_000));
        ends.answer(7_000, 0);
        gate.look(at(7_000));
        assertThat(isOpenFor(2_000, 16_999)).isFalse();
        assertThat(isOpenFor(2_000, 17_000)).isTrue();

        ends.answer(3_600_000, 0);
        gate.look(at(3_600_000));
        assertThat(isOpenFor(2_000, 3_659_999)).isFalse();
        assertThat(isOpenFor(2_000, 3_660_000)).isTrue();
    }

    @Test
    void T5_anAnswerThatTookLongEndsASilenceToo() {
        ends.answer(1_000, 0);
        gate.look(at(1_000));
        ends.answer(2_000, 0); // and came only now
        gate.look(at(6_000));

        assertThat(isOpenFor(1_500, 15_999)).isFalse();
        assertThat(isOpenFor(1_500, 16_000)).isTrue();
    }

    @Test
    void T5_alsoALifeThatBeginsAfterTheSilenceWaits() {
        ends.heardAt = 1_000;
        gate = new ReportsReadGate(REPORTS, ends, polled);
        ends.answer(21_000, 0);
        gate.look(at(21_000));

        assertThat(isOpenFor(2_000, 40_999)).isFalse();
        assertThat(isOpenFor(2_000, 41_000)).isTrue();
    }

    @Test
    void aBrokerThatAnswersIsNoSilence() {
        for (int second = 1; second < 20; second++) {
            ends.answer(1_000L * second, 0);
            gate.look(at(1_000L * second));
            assertThat(isOpenFor(1_000L * second, 1_000L * second)).isTrue();
        }
    }

    private boolean isOpenFor(long dueAt, long now) {
        return !gate.openUntil(at(now)).isBefore(at(dueAt));
    }

    private void processed(long offset) {
        polled.processed(REPORTS.topic(), REPORTS.partition(), offset, 1);
    }

    private static Instant at(long millis) {
        return Instant.ofEpochMilli(millis);
    }

    /** Answers what it is told to. */
    private static final class HandMadeEnds implements LogEnds {
        private @Nullable LogEnd latest;
        private long heardAt;
        private int asked;

        void answer(long askedAt, long offset) {
            latest = new LogEnd(askedAt, offset);
        }

        @Override
        public void ask(TopicPartition partition) {
            assertThat(partition).isEqualTo(REPORTS);
            asked++;
        }

        @Override
        public @Nullable LogEnd latest(TopicPartition partition) {
            return latest;
        }

        @Override
        public long heardAtMs() {
            return heardAt;
        }

        @Override
        public void close() {
            // Holds nothing.
        }
    }
}
