package dev.taskflow.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.taskflow.rules.Timer;
import dev.taskflow.state.OpenStores.Kind;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Timers as rows. */
class TimerStoreTest {
    private static final Instant NOW = Instant.ofEpochMilli(1_000);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @ParameterizedTest
    @EnumSource(Timer.Kind.class)
    void everyKindOfTimerComesBack(Timer.Kind kind) {
        Timer ofTask = new Timer(Instant.ofEpochMilli(5), kind, "a.b:c_d-e", "run:1.x", 7);
        Timer ofFlow = new Timer(Instant.ofEpochMilli(5), kind, "a.b:c_d-e", null, 0);

        assertThat(back(ofTask)).isEqualTo(ofTask);
        assertThat(back(ofFlow)).isEqualTo(ofFlow);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void timersAreDueInTheOrderOfTheirTimesAlsoBeforeTheEpoch(Kind kind) {
        try (OpenStores stores = new OpenStores(kind, directory)) {
            TimerStore timers = new TimerStore(stores.byBytes(StoreNames.TIMERS));
            for (long millis : new long[] {1_000, 0, -1, 256, Long.MIN_VALUE, 255, -256, 1}) {
                timers.put(ofTask(millis, "a"));
            }

            assertThat(taken(timers, NOW, 100))
                    .extracting(timer -> timer.dueAt().toEpochMilli())
                    .containsExactly(Long.MIN_VALUE, -256L, -1L, 0L, 1L, 255L, 256L, 1_000L);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatIsDueNowIsIncludedAndWhatIsDueLaterIsNot(Kind kind) {
        try (OpenStores stores = new OpenStores(kind, directory)) {
            TimerStore timers = new TimerStore(stores.byBytes(StoreNames.TIMERS));
            timers.put(ofTask(999, "a"));
            timers.put(ofTask(1_000, "a"));
            timers.put(ofTask(1_001, "a"));
            timers.put(ofTask(Long.MAX_VALUE, "a"));

            assertThat(taken(timers, NOW, 100)).containsExactly(ofTask(999, "a"), ofTask(1_000, "a"));
            assertThat(taken(timers, Instant.ofEpochMilli(-1), 100)).isEmpty();
        }
    }

    @Test
    void theLongestDueComeFirstIfNotAllAreTaken() {
        try (OpenStores stores = new OpenStores(Kind.IN_MEMORY, directory)) {
            TimerStore timers = new TimerStore(stores.byBytes(StoreNames.TIMERS));
            timers.put(ofTask(3, "a"));
            timers.put(ofTask(1, "a"));
            timers.put(ofTask(2, "a"));

            assertThat(taken(timers, NOW, 2)).containsExactly(ofTask(1, "a"), ofTask(2, "a"));
        }
    }

    @Test
    void timersOfOneTimeAreKeptApart() {
        List<Timer> all = List.of(
                new Timer(NOW, Timer.Kind.RETRY, "a", "b", 1),
                new Timer(NOW, Timer.Kind.RETRY, "a", "b:c", 1),
                new Timer(NOW, Timer.Kind.RETRY, "a:b", "c", 1),
                new Timer(NOW, Timer.Kind.RETRY, "ab", "c", 1),
                new Timer(NOW, Timer.Kind.SWEEP, "a", null, 0),
                new Timer(NOW, Timer.Kind.PRUNE, "a", null, 0));
        try (OpenStores stores = new OpenStores(Kind.IN_MEMORY, directory)) {
            TimerStore timers = new TimerStore(stores.byBytes(StoreNames.TIMERS));
            all.forEach(timers::put);

            assertThat(taken(timers, NOW, 100)).containsExactlyInAnyOrderElementsOf(all);
        }
    }

    @Test
    void aGroupThatWaitsHoldsUpNoOther() {
        try (OpenStores stores = new OpenStores(Kind.IN_MEMORY, directory)) {
            TimerStore timers = new TimerStore(stores.byBytes(StoreNames.TIMERS));
            Timer waiting = new Timer(Instant.ofEpochMilli(1), Timer.Kind.START_TIMEOUT, "a", "b", 1);
            timers.put(waiting);
            timers.put(ofTask(2, "b"));

            assertThat(timers.due(TimerGroup.GIVES_WORK_UP, NOW, 100)).hasSize(1); // and not taken
            assertThat(taken(timers, NOW, 100)).containsExactly(ofTask(2, "b"));
            timers.put(ofTask(3, "c"));
            assertThat(taken(timers, NOW.plusMillis(1), 100)).containsExactly(ofTask(3, "c"));
            assertThat(timers.due(TimerGroup.GIVES_WORK_UP, NOW, 100))
                    .extracting(DueTimer::timer)
                    .containsExactly(waiting);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aTimerThatIsSetForATimeLongServedIsMetAtOnce(Kind kind) {
        try (OpenStores stores = new OpenStores(kind, directory)) {
            TimerStore timers = new TimerStore(stores.byBytes(StoreNames.TIMERS));
            taken(timers, NOW, 100);

            timers.put(ofTask(-5, "a"));

            assertThat(taken(timers, NOW.plusMillis(1), 100)).containsExactly(ofTask(-5, "a"));
            assertThat(taken(timers, NOW.plusSeconds(60), 100)).isEmpty();
        }
    }

    /** A walk goes on with the same timer, step by step (K10). */
    @Test
    void aTimerThatIsSetAgainWhileItIsServedIsMetInTheSameTurn() {
        try (OpenStores stores = new OpenStores(Kind.IN_MEMORY, directory)) {
            TimerStore timers = new TimerStore(stores.byBytes(StoreNames.TIMERS));
            Timer walk = new Timer(NOW, Timer.Kind.SWEEP, "a", null, 0);
            timers.put(walk);
            for (int step = 0; step < 3; step++) {
                List<DueTimer> due = timers.due(TimerGroup.PROMPT, NOW, 100);
                assertThat(due).extracting(DueTimer::timer).containsExactly(walk);
                timers.take(due.get(0));
                timers.put(walk);
                assertThat(timers.isServed(TimerGroup.PROMPT)).isFalse();
            }
            timers.take(timers.due(TimerGroup.PROMPT, NOW, 100).get(0));
            assertThat(timers.isServed(TimerGroup.PROMPT)).isTrue();
            assertThat(timers.due(TimerGroup.PROMPT, NOW, 100)).isEmpty();
        }
    }

    /** Those that give work up are looked for up to now, and served up to an earlier time. */
    @Test
    void aTimerThatWaitsIsFoundAgainAfterALookAtAnEarlierTime() {
        try (OpenStores stores = new OpenStores(Kind.IN_MEMORY, directory)) {
            TimerStore timers = new TimerStore(stores.byBytes(StoreNames.TIMERS));
            assertThat(taken(timers, NOW, 100)).isEmpty();
            timers.put(ofTask(1_500, "a"));
            timers.put(ofTask(1_501, "b"));
            assertThat(timers.due(TimerGroup.PROMPT, NOW.plusSeconds(1), 1)).hasSize(1); // and not taken

            assertThat(taken(timers, NOW.minusMillis(1), 100)).isEmpty();

            assertThat(taken(timers, NOW.plusSeconds(1), 100)).containsExactly(ofTask(1_500, "a"), ofTask(1_501, "b"));
        }
    }

    /** The wall clock may be set back. */
    @Test
    void aTimerIsMetAtItsTimeAlsoAfterTheClockHasBeenAtALaterOne() {
        try (OpenStores stores = new OpenStores(Kind.IN_MEMORY, directory)) {
            TimerStore timers = new TimerStore(stores.byBytes(StoreNames.TIMERS));
            assertThat(taken(timers, NOW.plusSeconds(3_600), 100)).isEmpty();
            assertThat(taken(timers, NOW, 100)).isEmpty();
            Timer soon = new Timer(NOW.plusSeconds(10), Timer.Kind.RETRY, "flow-1", "a", 1);

            timers.put(soon);

            assertThat(taken(timers, NOW.plusSeconds(9), 100)).isEmpty();
            assertThat(taken(timers, NOW.plusSeconds(10), 100)).containsExactly(soon);
        }
    }

    @Test
    void aTimerThatIsLeftForTheNextTurnIsMetThen() {
        try (OpenStores stores = new OpenStores(Kind.IN_MEMORY, directory)) {
            TimerStore timers = new TimerStore(stores.byBytes(StoreNames.TIMERS));
            timers.put(ofTask(1, "a"));
            timers.put(ofTask(2, "b"));

            timers.take(timers.due(TimerGroup.PROMPT, NOW, 100).get(0));

            assertThat(taken(timers, NOW, 100)).containsExactly(ofTask(2, "b"));
        }
    }

    /** Rows that were deleted cost as much to walk over as others: 100,000 of them once kept all timers from firing. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void noLookWalksOverWhatWasDeletedBefore(Kind kind) {
        try (OpenStores stores = new OpenStores(kind, directory)) {
            Looks looks = new Looks();
            TimerStore timers = new TimerStore(looks.at(stores.byBytes(StoreNames.TIMERS)));
            for (int millis = 1; millis <= 1_000; millis++) {
                timers.put(ofTask(millis, "a"));
            }
            assertThat(taken(timers, NOW, 1_000)).hasSize(1_000);
            assertThat(looks.begins()).hasSize(1).containsOnlyNulls();
            timers.put(ofTask(5_000, "b"));
            assertThat(taken(timers, NOW.plusSeconds(4), 100)).containsExactly(ofTask(5_000, "b"));

            assertThat(looks.begins()).hasSize(2);
            assertThat(looks.begins().get(1)).isGreaterThan(TimerKeys.key(ofTask(1_000, "a")));
        }
    }

    @Test
    void whileNothingIsDueTheStoreIsNotLookedAt() {
        try (OpenStores stores = new OpenStores(Kind.IN_MEMORY, directory)) {
            Looks looks = new Looks();
            TimerStore timers = new TimerStore(looks.at(stores.byBytes(StoreNames.TIMERS)));
            for (int millis = 2_000; millis < 3_000; millis++) {
                timers.put(ofTask(millis, "a"));
                timers.remove(ofTask(millis, "a"));
            }
            timers.put(ofTask(5_000, "b"));
            assertThat(taken(timers, NOW, 100)).isEmpty();
            int before = looks.begins().size();

            for (long millis = 1_001; millis < 5_000; millis++) {
                assertThat(taken(timers, Instant.ofEpochMilli(millis), 100)).isEmpty();
            }
            assertThat(looks.begins()).hasSize(before);
            timers.put(ofTask(4_999, "c"));
            assertThat(taken(timers, Instant.ofEpochMilli(4_999), 100)).containsExactly(ofTask(4_999, "c"));
            assertThat(taken(timers, Instant.ofEpochMilli(5_000), 100)).containsExactly(ofTask(5_000, "b"));
        }
    }

    @Test
    void aTimerThatIsSetTwiceIsDueOnce() {
        try (OpenStores stores = new OpenStores(Kind.IN_MEMORY, directory)) {
            TimerStore timers = new TimerStore(stores.byBytes(StoreNames.TIMERS));
            timers.put(ofTask(1, "a"));
            timers.put(ofTask(1, "a"));

            assertThat(taken(timers, NOW, 100)).containsExactly(ofTask(1, "a"));
        }
    }

    @Test
    void aTimerThatWasTakenIsDueNoMore() {
        try (OpenStores stores = new OpenStores(Kind.IN_MEMORY, directory)) {
            TimerStore timers = new TimerStore(stores.byBytes(StoreNames.TIMERS));
            timers.put(ofTask(1, "a"));
            timers.put(ofTask(1, "b"));

            List<Timer> first = taken(timers, NOW, 1);

            assertThat(first).containsExactly(ofTask(1, "a"));
            assertThat(taken(timers, NOW, 100)).containsExactly(ofTask(1, "b"));
        }
    }

    @Test
    void aTimerThatIsPutOffIsMetLaterAsItWas() {
        try (OpenStores stores = new OpenStores(Kind.IN_MEMORY, directory)) {
            TimerStore timers = new TimerStore(stores.byBytes(StoreNames.TIMERS));
            timers.put(ofTask(1, "a"));
            Timer taken = taken(timers, NOW, 1).get(0);

            timers.putOff(taken, NOW.plusSeconds(60));

            assertThat(taken(timers, NOW.plusSeconds(59), 100)).isEmpty();
            assertThat(taken(timers, NOW.plusSeconds(60), 100)).containsExactly(taken);
            assertThat(taken(timers, NOW.plusSeconds(3_600), 100)).isEmpty();
        }
    }

    @Test
    void X2_aRowThatIsNoTimerIsRemovedAndHidesNoOther() {
        try (OpenStores stores = new OpenStores(Kind.IN_MEMORY, directory)) {
            KeyValueStore<Bytes, byte[]> rows = stores.byBytes(StoreNames.TIMERS);
            TimerStore timers = new TimerStore(rows);
            byte[] unknownKind = TimerKeys.key(ofTask(1, "a")).get().clone();
            unknownKind[Long.BYTES] = (byte) 250;
            rows.put(Bytes.wrap(unknownKind), TimerKeys.value(ofTask(1, "a")));
            rows.put(Bytes.wrap(new byte[] {0}), new byte[0]);
            timers.put(ofTask(2, "b"));

            assertThat(taken(timers, NOW, 1)).containsExactly(ofTask(2, "b"));
            assertThat(rows.get(Bytes.wrap(unknownKind))).isNull();
            assertThat(rows.get(Bytes.wrap(new byte[] {0}))).isNull();
        }
    }

    /** Whoever changes a code makes another timer of each one that is stored. */
    @Test
    void theKindsKeepTheirCodes() {
        assertThat(Timer.Kind.values())
                .extracting(Timer.Kind::name, Timer.Kind::code)
                .contains(
                        tuple("START_TIMEOUT", 1),
                        tuple("RUN_TIMEOUT", 2),
                        tuple("HEARTBEAT_TIMEOUT", 3),
                        tuple("RETRY", 4),
                        tuple("TASK_GRACE", 5),
                        tuple("FLOW_GRACE", 6),
                        tuple("WAKE", 7),
                        tuple("DEADLINE", 8),
                        tuple("SWEEP", 9),
                        tuple("PRUNE", 10));
    }

    private static @Nullable Timer back(Timer timer) {
        return TimerKeys.timer(TimerKeys.key(timer), TimerKeys.value(timer));
    }

    private static List<Timer> taken(TimerStore timers, Instant now, int most) {
        List<DueTimer> due = timers.due(TimerGroup.PROMPT, now, most);
        due.forEach(timers::take);
        timers.isServed(TimerGroup.PROMPT);
        return due.stream().map(DueTimer::timer).toList();
    }

    private static Timer ofTask(long millis, String runId) {
        return new Timer(Instant.ofEpochMilli(millis), Timer.Kind.RETRY, "flow-1", runId, 1);
    }
}
