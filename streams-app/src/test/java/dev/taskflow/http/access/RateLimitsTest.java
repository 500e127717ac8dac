package dev.taskflow.http.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitsTest {
    private final AtomicLong now = new AtomicLong();
    private final RateLimits rates = new RateLimits(2, 3, now::get);

    @Test
    void aCallerHasABurstAndThenARateOfHisOwn() {
        for (int i = 0; i < 3; i++) {
            assertThat(rates.secondsUntilAllowed("a")).isZero();
        }
        assertThat(rates.secondsUntilAllowed("a")).isEqualTo(1);
        assertThat(rates.secondsUntilAllowed("b")).isZero();

        now.addAndGet(500_000_000L);
        assertThat(rates.secondsUntilAllowed("a")).isZero();
        assertThat(rates.secondsUntilAllowed("a")).isEqualTo(1);
    }
}
