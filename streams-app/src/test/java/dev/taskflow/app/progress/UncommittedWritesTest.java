package dev.taskflow.app.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class UncommittedWritesTest {
    private static final String OUTPUT = "tasks.gpu";
    private static final String STORE = "app-flows-changelog-0";

    private final UncommittedWrites writes = new UncommittedWrites();

    @Test
    void aCommitTakesItsPlacesOutAndNoOthers() {
        writes.begin(OUTPUT);
        writes.begin(STORE);

        writes.committed(Set.of(OUTPUT));

        assertThat(writes.all()).extracting(UncommittedWrites.Write::place).containsExactly(STORE);
    }

    @Test
    void aPlaceThatIsUndoneAndTriedAgainIsTheSameFromTheFirstTryOn() {
        writes.begin(STORE);
        UncommittedWrites.Write first = writes.all().get(0);
        writes.undone(Set.of(STORE));
        writes.begin(STORE);

        assertThat(writes.all()).containsExactly(new UncommittedWrites.Write(STORE, first.since(), 2, true));
        assertThat(writes.undone()).isOne();
    }

    @Test
    void aPlaceAfterACommitIsAnother() {
        writes.begin(STORE);
        UncommittedWrites.Write first = writes.all().get(0);
        writes.committed(Set.of(STORE));
        writes.begin(STORE);

        assertThat(writes.all()).singleElement().satisfies(again -> assertThat(again.since())
                .isNotEqualTo(first.since()));
    }

    @Test
    void aCommitOfNothingSaysNothing() {
        writes.begin(STORE);
        writes.failed(OUTPUT, new TimeoutException("not present"));

        writes.committed(Set.of());

        assertThat(writes.failure())
                .hasValueSatisfying(failure -> assertThat(failure.place()).isEqualTo(OUTPUT));
        assertThat(writes.all()).hasSize(1);
    }

    @Test
    void aFailureIsForgottenWithTheNextCommit() {
        writes.begin(STORE);
        writes.failed(OUTPUT, new TimeoutException("not present"));

        writes.committed(Set.of(STORE));

        assertThat(writes.failure()).isEmpty();
    }
}
