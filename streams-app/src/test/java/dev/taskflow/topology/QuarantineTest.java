package dev.taskflow.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.state.StoreNames;
import dev.taskflow.v1.CommandResult;
import dev.taskflow.v1.RejectionCode;
import dev.taskflow.v1.TaskStatus;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A stored record that cannot be read harms its own flow alone: rule X2. */
class QuarantineTest extends RuleTest {
    QuarantineTest() {
        super(TaskFlowDriver.rememberingNothing()); // Rows are damaged behind its back.
    }

    private static final String RUN_A = "flow-1\0a";

    @SuppressWarnings("ImmutableEnumChecker") // its functions have no state
    enum Damage {
        GARBAGE {
            @Override
            byte[] to(byte[] row) {
                return "garbage".getBytes(UTF_8);
            }
        },
        EMPTY {
            @Override
            byte[] to(byte[] row) {
                return new byte[0];
            }
        },
        TRUNCATED {
            @Override
            byte[] to(byte[] row) {
                return Arrays.copyOf(row, row.length - 3);
            }
        },
        WRITTEN_BY_A_NEWER_VERSION {
            @Override
            byte[] to(byte[] row) {
                byte[] other = row.clone();
                other[5] ^= 0x55; // within the schema's fingerprint
                return other;
            }
        };

        abstract byte[] to(byte[] row);
    }

    @ParameterizedTest
    @EnumSource
    void X2_aFlowWhoseRowCannotBeReadAnswersInvalid(Damage damage) {
        flow.create("a");
        damage(StoreNames.FLOWS, "flow-1", damage);
        Map<String, String> before = taskflow.storedRows();

        Seen spawn = flow.spawn("b");

        CommandResult answer = spawn.rejection(RejectionCode.INVALID);
        assertThat(answer.getMessage().orElseThrow()).contains("cannot be read", "tell the operator");
        assertThat(answer.getRevision()).isEmpty();
        assertThat(taskflow.counted("quarantined")).isEqualTo(1);
        assertThat(taskflow.storedRows()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource
    void X2_aFlowWhoseDetailsCannotBeReadAnswersInvalid(Damage damage) {
        flow.create("a");
        flow.setWaiting(waiting -> waiting.setStateJson("s".repeat(10_000)));
        damage(StoreNames.FLOWS, "\0flow-1", damage);
        Map<String, String> before = taskflow.storedRows();

        Seen spawn = flow.spawn("b");

        assertThat(spawn.rejection(RejectionCode.INVALID).getMessage().orElseThrow())
                .contains("cannot be read", "tell the operator");
        assertThat(taskflow.storedRows()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource
    void X2_everyCommandToItIsAnsweredSo(CommandKind kind) {
        flow.create("a");
        damage(StoreNames.FLOWS, "flow-1", Damage.GARBAGE);
        Map<String, String> before = taskflow.storedRows();

        Seen command = flow.send(kind.to(flow));

        command.rejection(RejectionCode.INVALID);
        assertThat(taskflow.storedRows()).isEqualTo(before);
    }

    @Test
    void X2_otherFlowsGoOn() {
        FlowDsl other = taskflow.flow("flow-2");
        flow.create("a");
        other.create("a");
        damage(StoreNames.FLOWS, "flow-1", Damage.GARBAGE);
        flow.requestCancel();

        Seen cancel = other.requestCancel();

        assertSent(
                cancel,
                "stop a#1 dispatch-2 'no longer needed' by PT1M",
                "3 r2 FLOW_CANCEL_REQUESTED 'no longer needed'",
                "4 r2 TASK_STATUS_CHANGED a#1 CANCELLED by none",
                "5 r3 FLOW_SETTLED CANCELLED",
                "settled CANCELLED r3 at PT0S: 1 tasks, 1 cancelled, because 'no longer needed'",
                "answer ACCEPTED r3 CANCELLED");
    }

    @Test
    void X2_aReportForItIsKeptInTheDeadLetters() {
        flow.create("a");
        damage(StoreNames.FLOWS, "flow-1", Damage.GARBAGE);
        Map<String, String> before = taskflow.storedRows();

        Seen report = flow.succeeded("a");

        assertSent(report, "dead letter");
        assertThat(taskflow.storedRows()).isEqualTo(before);
    }

    @Test
    void X2_aReportForATaskWhoseRowCannotBeReadIsKeptInTheDeadLetters() {
        flow.create("a", "b");
        damage(StoreNames.TASKS, RUN_A, Damage.TRUNCATED);
        Map<String, String> before = taskflow.storedRows();

        Seen report = flow.succeeded("a");

        assertSent(report, "dead letter");
        assertThat(taskflow.storedRows()).isEqualTo(before);
    }

    @Test
    void X2_aReportForATaskWhoseDetailsAreMissingIsKeptInTheDeadLetters() {
        flow.createWith(FlowDsl.retriedSpec("a").setInput(ByteBuffer.wrap(new byte[10_000])));
        rows(StoreNames.TASKS).delete("\0" + RUN_A);
        Map<String, String> before = taskflow.storedRows();

        Seen report = flow.succeeded("a");

        assertSent(report, "dead letter");
        assertThat(taskflow.storedRows()).isEqualTo(before);
    }

    @Test
    void X2_aCommandThatMeetsATaskRowThatCannotBeReadIsAppliedNotAtAll() {
        flow.create("a", "b");
        damage(StoreNames.TASKS, "flow-1\0b", Damage.GARBAGE);
        Map<String, String> before = taskflow.storedRows();

        Seen cancel = flow.requestCancel();

        cancel.rejection(RejectionCode.INVALID);
        assertThat(taskflow.storedRows()).isEqualTo(before);
    }

    @Test
    void X2_aDueTimerOfItLeavesTheTimersOfOthersAlone() {
        FlowDsl other = taskflow.flow("flow-2");
        flow.create();
        other.create();
        flow.setWaiting(waiting -> waiting.setWakeAt(TaskFlowDriver.START.plusSeconds(4)));
        other.setWaiting(waiting -> waiting.setWakeAt(TaskFlowDriver.START.plusSeconds(5)));
        damage(StoreNames.FLOWS, "flow-1", Damage.GARBAGE);

        Seen due = taskflow.passes(Duration.ofSeconds(6));

        assertSent(due, "3 r3 FLOW_UPDATED RUNNING");
        assertThat(due.events().get(0).getFlowId()).isEqualTo("flow-2");
        assertThat(taskflow.counted("quarantined")).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void X2_aTimerThatCannotBeReadLeavesTheTimersOfOthersAlone(TimerDamage damage) {
        flow.create();
        flow.setWaiting(waiting -> waiting.setWakeAt(TaskFlowDriver.START.plusSeconds(5)));
        KeyValueStore<Bytes, byte[]> timers = taskflow.topologyTestDriver().getKeyValueStore(StoreNames.TIMERS);
        timers.put(Bytes.wrap(damage.key), damage.value);

        Seen due = taskflow.passes(Duration.ofSeconds(6));

        assertSent(due, "3 r3 FLOW_UPDATED RUNNING");
        assertThat(timers.approximateNumEntries())
                .as("it is not met again for ever")
                .isZero();
    }

    @SuppressWarnings("ImmutableEnumChecker") // its functions have no state
    enum TimerDamage {
        NOT_EVEN_A_TIME(new byte[] {1, 2, 3}, new byte[] {0, 0, 0, 1}),
        OF_A_KIND_THAT_A_NEWER_VERSION_KNOWS(new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 99, 'f', 0}, new byte[] {0, 0, 0, 0}),
        WITHOUT_SEPARATOR(new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 1, 'f'}, new byte[] {0, 0, 0, 0}),
        WITHOUT_ATTEMPT(new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 1, 'f', 0}, new byte[0]);

        private final byte[] key;
        private final byte[] value;

        TimerDamage(byte[] key, byte[] value) {
            this.key = key;
            this.value = value;
        }
    }

    @Test
    void X2_aRowThatIsRepairedTakesPartAgain() {
        flow.create("a");
        byte[] row = damage(StoreNames.FLOWS, "flow-1", Damage.GARBAGE);
        flow.requestCancel();
        rows(StoreNames.FLOWS).put("flow-1", row);

        Seen cancel = flow.requestCancel();

        cancel.acceptance();
        assertThat(stored("a").status()).isEqualTo(TaskStatus.CANCELLED);
    }

    /** Damages a row, and gives back what it was. */
    private byte[] damage(String store, String key, Damage damage) {
        byte[] row = Objects.requireNonNull(rows(store).get(key), "no such row");
        rows(store).put(key, damage.to(row));
        return row;
    }

    private KeyValueStore<String, byte[]> rows(String store) {
        return taskflow.topologyTestDriver().getKeyValueStore(store);
    }
}
