package dev.taskflow.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final Duration FIRST = Duration.ofMillis(200);
    private static final Duration MAX = Duration.ofSeconds(30);

    @Test
    void doublesUpToItsLimit() {
        Backoff backoff = new Backoff(FIRST, MAX, () -> 0);

        assertThat(backoff.after(1)).isEqualTo(FIRST);
        assertThat(backoff.after(3)).isEqualTo(Duration.ofMillis(800));
        assertThat(backoff.after(9)).isEqualTo(MAX);
        assertThat(backoff.after(Integer.MAX_VALUE)).isEqualTo(MAX);
    }

    @Test
    void chanceShortensItByUpToAHalf() {
        assertThat(new Backoff(FIRST, MAX, () -> 0.999).after(1)).isEqualTo(Duration.ofMillis(100));
    }
}
