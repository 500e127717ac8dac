package dev.taskflow.app;

import static dev.taskflow.app.ThreadReplacement.LASTING_STALLS;
import static dev.taskflow.app.ThreadReplacement.MOST_REPLACEMENTS;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.taskflow.app.progress.ProgressView;
import dev.taskflow.serde.RegistryUnavailableException;
import dev.taskflow.serde.SchemaRegistryClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.TaskId;
import org.junit.jupiter.api.Test;

class ThreadReplacementTest {
    private static final Duration STALL = Duration.ofMinutes(2);

    private final SteppedClock clock = new SteppedClock();
    private final Brokers brokers = new Brokers();
    private final ThreadReplacement replacement = new ThreadReplacement(clock, 1, STALL, brokers);

    @Test
    void aDeathThatMayPassIsReplaced() {
        assertThat(replacement.handle(new StreamsException(new TimeoutException("no answer"))))
                .isEqualTo(REPLACE_THREAD);
        assertThat(replacement.fatal()).isEmpty();
    }

    @Test
    void aLastingCauseGivesTheInstanceUp() {
        Throwable cause = new StreamsException(new TopicAuthorizationException("secret.topic"));

        assertThat(replacement.handle(cause)).isEqualTo(SHUTDOWN_CLIENT);
        assertThat(replacement.fatal()).contains(cause);
    }

    @Test
    void tooManyDeathsInShortTimeGiveTheInstanceUp() {
        dieOften();

        assertThat(replacement.handle(new StreamsException("again"))).isEqualTo(SHUTDOWN_CLIENT);
    }

    @Test
    void deathsOfLongAgoDoNotCount() {
        dieOften();
        clock.pass(ThreadReplacement.WINDOW.plusMillis(1));

        assertThat(replacement.handle(new StreamsException("again"))).isEqualTo(REPLACE_THREAD);
    }

    @Test
    void aRegistryThatIsAwayNeverGivesTheInstanceUp() {
        SchemaRegistryClient nobody =
                SchemaRegistryClient.of(Map.of("schema.registry.url", "http://127.0.0.1:1", "max.retries", "0"));
        RegistryUnavailableException away =
                catchThrowableOfType(RegistryUnavailableException.class, () -> nobody.byId(1));
        assertThat(away).isNotNull();

        for (int death = 0; death < 3 * MOST_REPLACEMENTS; death++) {
            assertThat(replacement.handle(new StreamsException(away))).isEqualTo(REPLACE_THREAD);
        }
        assertThat(replacement.fatal()).isEmpty();
    }

    @Test
    void theLimitOfDeathsIsPerThread() {
        ThreadReplacement ofThree = new ThreadReplacement(clock, 3, STALL, brokers);

        for (int death = 0; death < 3 * MOST_REPLACEMENTS; death++) {
            assertThat(ofThree.handle(new StreamsException("death " + death))).isEqualTo(REPLACE_THREAD);
        }

        assertThat(ofThree.handle(new StreamsException("again"))).isEqualTo(SHUTDOWN_CLIENT);
    }

    @Test
    void aRecordThatIsTooLargeAgainGivesTheInstanceUp() {
        assertThat(replacement.handle(tooLarge(1_000_100))).isEqualTo(REPLACE_THREAD);
        clock.pass(Duration.ofSeconds(67));

        assertThat(replacement.handle(tooLarge(1_000_200))).isEqualTo(SHUTDOWN_CLIENT);
    }

    @Test
    void aRecordThatIsTooLargeAfterACommitIsAnother() {
        replacement.handle(tooLarge(1_000_100));
        clock.pass(Duration.ofSeconds(67));
        brokers.position++;

        assertThat(replacement.handle(tooLarge(1_000_200))).isEqualTo(REPLACE_THREAD);
    }

    @Test
    void theSameCauseForLongGivesTheInstanceUp() {
        Duration waited = Duration.ZERO;
        while (waited.compareTo(STALL.multipliedBy(LASTING_STALLS)) < 0) {
            assertThat(replacement.handle(timedOut())).isEqualTo(REPLACE_THREAD);
            clock.pass(STALL);
            waited = waited.plus(STALL);
        }

        assertThat(replacement.handle(timedOut())).isEqualTo(SHUTDOWN_CLIENT);
        assertThat(replacement.gaveUp()).isCompleted();
    }

    @Test
    void theSameCauseWithCommitsInBetweenIsReplacedForEver() {
        for (int death = 0; death < 10 * LASTING_STALLS; death++) {
            assertThat(replacement.handle(timedOut())).isEqualTo(REPLACE_THREAD);
            clock.pass(STALL);
            brokers.position++;
        }
    }

    @Test
    void deathsWithoutABrokerDoNotCount() {
        replacement.handle(timedOut());
        brokers.answers = false;
        for (int death = 0; death < 3 * MOST_REPLACEMENTS; death++) {
            assertThat(replacement.handle(timedOut())).isEqualTo(REPLACE_THREAD);
            clock.pass(STALL);
        }
        brokers.answers = true;

        assertThat(replacement.handle(timedOut())).isEqualTo(REPLACE_THREAD);
    }

    @Test
    void aFullDiskGivesTheInstanceUp() {
        Throwable full = new ProcessorStateException(
                "Error while putting value", new IllegalStateException("While appending: No space left on device"));

        assertThat(replacement.handle(new StreamsException(full))).isEqualTo(SHUTDOWN_CLIENT);
    }

    private static StreamsException tooLarge(int bytes) {
        return new StreamsException(
                "Error encountered sending record",
                new RecordTooLargeException("The message is " + bytes + " bytes when serialized"),
                new TaskId(0, 1));
    }

    private static StreamsException timedOut() {
        return new StreamsException(
                "Failed", new TimeoutException("Topic a not present after 60000 ms"), new TaskId(0, 1));
    }

    private void dieOften() {
        for (int death = 0; death < MOST_REPLACEMENTS; death++) {
            assertThat(replacement.handle(new StreamsException("death " + death)))
                    .isEqualTo(REPLACE_THREAD);
        }
    }

    private static final class Brokers implements ProgressView {
        private boolean answers = true;
        private long position;

        @Override
        public boolean brokerAnswers() {
            return answers;
        }

        @Override
        public long position(OptionalInt partition) {
            return position;
        }
    }

    private static final class SteppedClock extends Clock {
        private Instant now = Instant.EPOCH;

        private void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
