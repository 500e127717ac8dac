package dev.taskflow.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class SteadyTimeTest {
    private static final long START = 1_700_000_000_000L;
    private static final long HOUR = Duration.ofHours(1).toMillis();

    private long wall = START;
    private long nanos = 42;
    private final SteadyTime time = new SteadyTime(() -> wall, () -> nanos);

    private void pass(Duration duration) {
        wall += duration.toMillis();
        nanos += duration.toNanos();
    }

    /** Asks as often as a stream thread does. */
    private long millisAfter(Duration duration) {
        for (long ms = 0; ms < duration.toMillis(); ms += 10) {
            pass(Duration.ofMillis(10));
            time.milliseconds();
        }
        return time.milliseconds();
    }

    @Test
    void isTheWallClockWhileThatIsNotSet() {
        assertThat(time.milliseconds()).isEqualTo(START);
        assertThat(millisAfter(Duration.ofMinutes(1))).isEqualTo(wall);
    }

    @Test
    void goesOnAfterAStepBack() {
        wall -= HOUR;

        assertThat(millisAfter(Duration.ofSeconds(20))).isBetween(START + 19_000, START + 20_000);
    }

    @Test
    void doesNotJumpWithAStepForward() {
        wall += HOUR;

        assertThat(millisAfter(Duration.ofSeconds(20))).isBetween(START + 20_000, START + 21_000);
    }

    @Test
    void neverStepsBackWhileItGoesSlower() {
        pass(Duration.ofSeconds(1));
        long before = time.milliseconds();
        wall -= HOUR;

        for (int i = 0; i < 10_000; i++) {
            pass(Duration.ofMillis(i % 30));
            long now = time.milliseconds();
            assertThat(now).isGreaterThanOrEqualTo(before);
            before = now;
        }
    }

    @Test
    void agreesWithTheWallClockInTheEnd() {
        wall -= 5_000;
        assertThat(millisAfter(Duration.ofSeconds(110))).isBetween(wall, wall + 10);

        wall += 5_000;
        assertThat(millisAfter(Duration.ofSeconds(110))).isBetween(wall - 10, wall);
    }

    /** Also where nobody has asked for long: no more than a twentieth of what has passed. */
    @Test
    void durationsAreNearlyRightAcrossAStep() {
        wall += HOUR;
        pass(Duration.ofSeconds(100));

        assertThat(time.milliseconds()).isBetween(START + 100_000, START + 105_000);
    }

    @Test
    void waitsForAConditionNoLongerThanItsDeadline() {
        assertThatThrownBy(() -> time.waitObject(new Object(), () -> false, START))
                .isInstanceOf(TimeoutException.class);
    }

    @Test
    void theWallClockIsApart() {
        ProcessorClock clock = new ProcessorClock(() -> java.time.Instant.ofEpochMilli(wall), time);
        wall -= HOUR;

        assertThat(clock.wall().toEpochMilli()).isEqualTo(START - HOUR);
        assertThat(clock.steadyMs()).isEqualTo(START);
    }
}
