package dev.taskflow.topology;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** T5: whoever has reported in time is not given up because the processor was away. */
class CatchUpTest {
    private static final long NOW = 1_000_000_000_000L;

    private final CatchUp catchUp = new CatchUp(NOW);

    @Test
    void timersWaitForTheFirstPoll() {
        assertThat(catchUp.isDoneAt(NOW)).isFalse();
        assertThat(catchUp.isDoneAt(NOW + 999)).isFalse();
        assertThat(catchUp.isDoneAt(NOW + 1_000)).isTrue();
    }

    @Test
    void timersWaitWhileOldReportsAreRead() {
        assertThat(catchUp.isDoneAt(NOW)).isFalse();
        for (long later = 100; later <= 5_000; later += 100) {
            catchUp.heard(NOW - 60_000 + later);
            assertThat(catchUp.isDoneAt(NOW + later)).isFalse();
        }
        catchUp.heard(NOW + 5_000);
        assertThat(catchUp.isDoneAt(NOW + 5_100)).isTrue();
    }

    @Test
    void onceDoneOldReportsHoldNothingUp() {
        assertThat(catchUp.isDoneAt(NOW)).isFalse();
        assertThat(catchUp.isDoneAt(NOW + 1_000)).isTrue();
        catchUp.heard(0);
        assertThat(catchUp.isDoneAt(NOW + 1_100)).isTrue();
    }

    @Test
    void wrongTimestampsDoNotHoldTimersUpForEver() {
        long tenMinutes = 600_000;
        for (long later = 0; later < tenMinutes; later += 100) {
            catchUp.heard(0);
            assertThat(catchUp.isDoneAt(NOW + later)).isFalse();
        }
        catchUp.heard(0);
        assertThat(catchUp.isDoneAt(NOW + tenMinutes)).isTrue();
    }
}
