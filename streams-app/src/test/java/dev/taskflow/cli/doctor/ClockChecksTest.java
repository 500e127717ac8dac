package dev.taskflow.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.cli.doctor.Diagnosis.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ClockChecksTest {

    private static final Instant ASKED = Instant.parse("2026-11-22T10:00:00.900Z");
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ClockChecks checks = new ClockChecks(Clock.systemUTC(), Duration.ofSeconds(5));

    @Test
    void whatTheRoundTripAndRoundingMayExplainIsNoSkew() {
        assertThat(outcome(ASKED.minusMillis(5_999), ASKED, SECOND)).isEqualTo(Outcome.OK);
        assertThat(outcome(ASKED.plusSeconds(25), ASKED.plusSeconds(20), SECOND))
                .isEqualTo(Outcome.OK);
    }

    @Test
    void aClockThatIsAheadOrBehindIsAFaultThatSaysHowMuch() {
        assertThat(checks.compared("c", "x", ASKED, ASKED.plusSeconds(60), ASKED, Duration.ZERO))
                .extracting(Diagnosis::outcome, Diagnosis::detail)
                .containsExactly(Outcome.FAULT, "the clock of x is at least 60.0 s ahead of this one");
        assertThat(checks.compared("c", "x", ASKED, ASKED.minusSeconds(61), ASKED.plusMillis(10), SECOND)
                        .detail())
                .isEqualTo("the clock of x is at least 60.0 s behind this one");
    }

    private Outcome outcome(Instant theirs, Instant answered, Duration inexact) {
        return checks.compared("c", "x", ASKED, theirs, answered, inexact).outcome();
    }
}
