package dev.taskflow.app.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.app.progress.ProgressFacts.Input;
import dev.taskflow.app.progress.ProgressFacts.StreamThread;
import dev.taskflow.app.progress.UncommittedWrites.Write;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams.State;
import org.junit.jupiter.api.Test;

/** Each way to be stuck, and what looks like one: time is moved by hand, a look each second. */
class ProgressWatchTest {
    private static final Duration STALL = Duration.ofMinutes(2);
    private static final TopicPartition COMMANDS_0 = new TopicPartition("flow-commands", 0);
    private static final TopicPartition COMMANDS_1 = new TopicPartition("flow-commands", 1);
    private static final TopicPartition REPORTS_0 = new TopicPartition("task-events", 0);
    private static final TopicPartition CHANGELOG_0 = new TopicPartition("app-flows-changelog", 0);
    private static final String OUTPUT = "tasks.gpu";

    private final ProgressWatch watch = new ProgressWatch(STALL);

    private long now = 5_000_000;
    private State state = State.RUNNING;
    private final Map<TopicPartition, Input> inputs = new HashMap<>();
    private final Map<String, Set<Integer>> threads = new TreeMap<>(Map.of("T-1", Set.of(0), "T-2", Set.of(1)));
    private final List<String> hung = new ArrayList<>();
    private final Map<TopicPartition, Long> restored = new HashMap<>();
    private final List<Write> writes = new ArrayList<>();
    private Optional<Instant> timersServedUntil = Optional.empty();
    private long turns;

    @Test
    void nothingToDoIsLive() {
        inputs.put(COMMANDS_0, new Input(7, 0));

        pass(Duration.ofHours(1));

        assertThat(watch.stalls()).isEmpty();
        assertThat(watch.isLive()).isTrue();
    }

    @Test
    void recordsThatWaitWithoutACommitAreStuckAfterTheTimeAndNotBefore() {
        inputs.put(COMMANDS_0, new Input(7, 3));

        pass(STALL);
        assertThat(watch.isLive()).isTrue();
        pass(Duration.ofSeconds(2));

        assertThat(stuck()).containsExactly("partition 0");
        assertThat(watch.stalls().get(0).message()).contains("flow-commands-0 (3 wait from offset 7)", "for 12");
    }

    @Test
    void anOffsetThatMovesIsProgressAlsoWhereMoreAndMoreWaits() {
        pass(Duration.ofHours(1), second -> inputs.put(COMMANDS_0, new Input(second / 60, 100 + second)));

        assertThat(watch.isLive()).isTrue();
    }

    @Test
    void progressOnOneTopicOfAPartitionIsProgress() {
        inputs.put(COMMANDS_0, new Input(7, 3));

        pass(Duration.ofHours(1), second -> inputs.put(REPORTS_0, new Input(second, 50)));

        assertThat(watch.isLive()).isTrue();
    }

    @Test
    void aHealthyPartitionDoesNotHideAStuckOne() {
        inputs.put(COMMANDS_1, new Input(7, 3));

        pass(STALL.plusSeconds(2), second -> inputs.put(COMMANDS_0, new Input(second, 50)));

        assertThat(stuck()).containsExactly("partition 1");
    }

    @Test
    void aPartitionOfAnotherInstanceIsTheirs() {
        threads.remove("T-2");
        inputs.put(COMMANDS_1, new Input(7, 3));

        pass(Duration.ofHours(1));

        assertThat(watch.isLive()).isTrue();
    }

    @Test
    void threadAfterThreadThatDiesOfAPartitionDoesNotHideIt() {
        inputs.put(COMMANDS_0, new Input(7, 3));

        pass(STALL.plusSeconds(2), second -> {
            threads.clear();
            // Between two threads nobody has it for ten seconds.
            threads.put("T-" + second / 60, second % 60 < 50 ? Set.of(0) : Set.of());
        });

        assertThat(stuck()).containsExactly("partition 0");
    }

    @Test
    void aCommitMakesItLiveAgain() {
        inputs.put(COMMANDS_0, new Input(7, 3));
        pass(STALL.plusSeconds(2));
        assertThat(watch.isLive()).isFalse();

        inputs.put(COMMANDS_0, new Input(8, 2));
        pass(Duration.ofSeconds(1));

        assertThat(watch.isLive()).isTrue();
    }

    @Test
    void aRestoreThatMovesIsProgress() {
        inputs.put(COMMANDS_0, new Input(7, 3));

        pass(Duration.ofHours(1), second -> restored.put(CHANGELOG_0, second));

        assertThat(watch.isLive()).isTrue();
    }

    @Test
    void aRestoreThatStandsIsNone() {
        inputs.put(COMMANDS_0, new Input(7, 3));
        restored.put(CHANGELOG_0, 1_000L);

        pass(STALL.plusSeconds(3));

        assertThat(stuck()).containsExactly("partition 0");
    }

    @Test
    void restoresOfOneLifeAfterTheOtherDoNotHideThatNothingIsCommitted() {
        inputs.put(COMMANDS_0, new Input(7, 3));

        // Sixty seconds in a call, then five seconds of restoring, for ever.
        pass(Duration.ofSeconds(140), second -> {
            if (second % 65 < 60) {
                restored.clear();
            } else {
                restored.put(CHANGELOG_0, second);
            }
        });

        assertThat(stuck()).containsExactly("partition 0");
    }

    @Test
    void aThreadThatDoesNotComeBackIsStuckWhateverTheOthersDo() {
        hung.add("T-2");

        pass(STALL.plusSeconds(2), second -> inputs.put(COMMANDS_0, new Input(second, 50)));

        assertThat(stuck()).containsExactly("thread T-2");
        assertThat(watch.stalls().get(0).message()).contains("[1]");
    }

    @Test
    void noThreadLeftIsStuckAlsoWhereTheStateSaysThatItRuns() {
        threads.clear();

        pass(STALL.plusSeconds(2));

        assertThat(stuck()).containsExactly("threads");
    }

    @Test
    void aRebalanceThatDoesNotEndIsStuckWhileRecordsWait() {
        threads.replaceAll((name, partitions) -> Set.of());
        state = State.REBALANCING;
        inputs.put(COMMANDS_0, new Input(7, 3));

        pass(STALL.plusSeconds(2));

        assertThat(stuck()).containsExactly("rebalance");
    }

    @Test
    void aRebalanceIsNotStuckWhileTheOthersWork() {
        threads.replaceAll((name, partitions) -> Set.of());
        state = State.REBALANCING;

        pass(Duration.ofHours(1), second -> inputs.put(COMMANDS_0, new Input(second, 3)));

        assertThat(watch.isLive()).isTrue();
    }

    @Test
    void aTransactionThatStaysOpenIsStuck() {
        writes.add(new Write(OUTPUT, 4, 1, true));

        pass(STALL.plusSeconds(2));

        assertThat(watch.stalls()).singleElement().satisfies(stall -> assertThat(stall.message())
                .contains(OUTPUT));
    }

    @Test
    void timersWhoseTransactionsAreUndoneInEachLifeAreStuck() {
        // Each life tries for 50 s, then it rests for 10 s; timers look served, since each life begins with them anew.
        pass(STALL.plusSeconds(2), second -> {
            timersServedUntil = Optional.of(Instant.ofEpochSecond(second));
            writes.clear();
            writes.add(new Write(CHANGELOG_0.toString(), 4, 1 + second / 60, second % 60 < 50));
        });

        assertThat(watch.isLive()).isFalse();
    }

    @Test
    void aPlaceThatIsCommittedAndWrittenToAgainIsNotStuck() {
        pass(Duration.ofHours(1), second -> {
            writes.clear();
            writes.add(new Write(OUTPUT, second / 30, 1, true));
        });

        assertThat(watch.isLive()).isTrue();
    }

    @Test
    void anUndoneTransactionThatNobodyTriesAgainIsNotStuck() {
        pass(Duration.ofHours(1), second -> {
            writes.clear();
            writes.add(new Write(OUTPUT, 4, 1, second < 100));
            assertThat(watch.isLive()).isTrue();
        });
    }

    @Test
    void dueTimersThatNobodyCarriesOutAreStuck() {
        timersServedUntil = Optional.of(Instant.EPOCH);

        pass(STALL.plusSeconds(2));

        assertThat(stuck()).containsExactly("timers");
    }

    @Test
    void lateTimersThatAreCarriedOutAreNotStuck() {
        pass(Duration.ofHours(1), second -> timersServedUntil = Optional.of(Instant.ofEpochSecond(second / 30)));

        assertThat(watch.isLive()).isTrue();
    }

    @Test
    void tenMinutesWithoutABrokerAreLiveAndNotReady() {
        inputs.put(COMMANDS_0, new Input(7, 3));
        pass(Duration.ofMinutes(1));

        for (int second = 0; second < 600; second++) {
            now += 1_000;
            watch.unanswered(now);
            assertThat(watch.isLive()).isTrue();
        }
        assertThat(watch.brokerAnswers()).isFalse();

        // It has all the time again to catch up.
        pass(STALL.minusSeconds(1));
        assertThat(watch.brokerAnswers()).isTrue();
        assertThat(watch.isLive()).isTrue();
        pass(Duration.ofSeconds(3));
        assertThat(watch.isLive()).isFalse();
    }

    @Test
    void anAnswerThatIsLostMakesNobodyUnready() {
        pass(Duration.ofSeconds(10));

        now += 9_000;
        watch.unanswered(now);

        assertThat(watch.brokerAnswers()).isTrue();
    }

    @Test
    void timeInWhichTheProcessWasStoppedDoesNotCount() {
        inputs.put(COMMANDS_0, new Input(7, 3));
        pass(Duration.ofSeconds(10));

        now += Duration.ofHours(8).toMillis();
        pass(Duration.ofSeconds(10));

        assertThat(watch.isLive()).isTrue();
    }

    @Test
    void itsPositionIsTheSumOfCommittedOffsets() {
        inputs.put(COMMANDS_0, new Input(7, 3));
        inputs.put(REPORTS_0, new Input(5, 0));
        inputs.put(COMMANDS_1, new Input(100, 3));
        pass(Duration.ofSeconds(1));

        assertThat(watch.position(OptionalInt.of(0))).isEqualTo(12);
        assertThat(watch.position(OptionalInt.empty())).isEqualTo(112);
    }

    private void pass(Duration time) {
        pass(time, second -> {});
    }

    /** A look each second, after the world has become as of that second since the test began. */
    private void pass(Duration time, LongConsumer world) {
        long end = now + time.toMillis();
        while (now < end) {
            now += 1_000;
            turns++;
            world.accept(turns);
            watch.look(facts(), now);
        }
    }

    private ProgressFacts facts() {
        List<StreamThread> all = threads.entrySet().stream()
                .map(each -> new StreamThread(each.getKey(), hung.contains(each.getKey()) ? 0 : turns, each.getValue()))
                .toList();
        return new ProgressFacts(state, inputs, all, writes, restored, timersServedUntil);
    }

    private List<String> stuck() {
        return watch.stalls().stream().map(Stall::place).toList();
    }
}
