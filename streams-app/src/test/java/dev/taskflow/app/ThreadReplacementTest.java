package dev.taskflow.app;

import static dev.taskflow.app.ThreadReplacement.MOST_REPLACEMENTS;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.taskflow.serde.RegistryUnavailableException;
import dev.taskflow.serde.SchemaRegistryClient;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class ThreadReplacementTest {

    private final SteppedClock clock = new SteppedClock();
    private final ThreadReplacement replacement = new ThreadReplacement(clock);

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
        clock.now = clock.now.plus(ThreadReplacement.WINDOW).plusMillis(1);

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

    private void dieOften() {
        for (int death = 0; death < MOST_REPLACEMENTS; death++) {
            assertThat(replacement.handle(new StreamsException("death " + death)))
                    .isEqualTo(REPLACE_THREAD);
        }
    }

    private static final class SteppedClock extends Clock {
        private Instant now = Instant.EPOCH;

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
