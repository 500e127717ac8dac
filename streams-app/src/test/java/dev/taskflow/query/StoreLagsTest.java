package dev.taskflow.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StoreLagsTest {
    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicLong questions = new AtomicLong();
    private final StoreLags lags = new StoreLags(this::answer, nanos::get);
    private boolean brokerIsAway;

    private Map<String, Map<Integer, Long>> answer() {
        questions.incrementAndGet();
        if (brokerIsAway) {
            throw new IllegalStateException("no broker");
        }
        return Map.of("flows", Map.of(1, 3L), "tasks", Map.of(1, 5L, 2, 0L));
    }

    @Test
    void aPartitionIsAsFarBehindAsItsLastStore() {
        assertThat(lags.of(1)).isEqualTo(OptionalLong.of(5));
        assertThat(lags.of(2)).isEqualTo(OptionalLong.of(0));
        assertThat(lags.of(3)).isEmpty();
    }

    @Test
    void theBrokerIsAskedOnceASecond() {
        lags.of(1);
        nanos.addAndGet(SECOND);
        lags.of(2);
        assertThat(questions).hasValue(1);

        nanos.addAndGet(1);
        lags.of(1);
        assertThat(questions).hasValue(2);
    }

    @Test
    void aLagThatCannotBeToldIsNotMadeUp() {
        lags.of(1);
        brokerIsAway = true;
        nanos.addAndGet(2 * SECOND);

        assertThatThrownBy(() -> lags.of(1)).isInstanceOf(StateMoving.class).hasRootCauseMessage("no broker");
    }
}
