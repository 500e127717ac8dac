package dev.taskflow.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.rules.Limits;
import dev.taskflow.state.StoreNames;
import dev.taskflow.v1.TaskStatus;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;

/** How much an input writes to the changelogs: as much as it changes, however large the flow and the task are. */
class ChangelogBytesTest extends RuleTest {
    private static final String LARGE = "s".repeat(200 * 1024);
    private static final long LITTLE = 2 * 1024;

    ChangelogBytesTest() {
        super(new TaskFlowDriver(Limits.DEFAULT, 1));
    }

    @Test
    void aReportDoesNotWriteTheStateOfItsFlowAgain() {
        flow.create("a", "b");
        flow.setWaiting(waiting -> waiting.setStateJson(LARGE));
        flow.started("a");
        written();

        flow.succeeded("a");

        assertThat(written()).isPositive().isLessThan(LITTLE);
        assertThat(stored().stateJson()).isEqualTo(LARGE);
        assertThat(stored().tasks().succeeded()).isEqualTo(1);
    }

    @Test
    void aHeartbeatDoesNotWriteTheInputOfItsTaskAgain() {
        ByteBuffer input = ByteBuffer.wrap(new byte[200 * 1024]);
        flow.createWith(FlowDsl.retriedSpec("a").setInput(input.duplicate()).setHeartbeatTimeoutMs(20_000L));
        flow.started("a");
        written();

        flow.progress("a", "half of it is done");

        assertThat(written()).isPositive().isLessThan(LITTLE);
        assertThat(stored("a").spec().getInput()).isEqualTo(input);
        assertThat(stored("a").progressSummary()).isEqualTo("half of it is done");
    }

    @Test
    void whatEndsLeavesNothingOfItsDetails() { // S2
        flow.createWith(FlowDsl.retriedSpec("a").setInput(ByteBuffer.wrap(new byte[200 * 1024])));
        flow.setWaiting(waiting -> waiting.setStateJson(LARGE));
        flow.succeeded("a");
        assertThat(stored("a").status()).isEqualTo(TaskStatus.SUCCEEDED);
        flow.finish();

        taskflow.passes(Duration.ofDays(7).plusSeconds(1));

        assertThat(taskflow.storedRows()).isEmpty();
    }

    /** The bytes of keys and values since the last call. */
    private long written() {
        long bytes = 0;
        for (String store : List.of(StoreNames.FLOWS, StoreNames.TASKS, StoreNames.TIMERS, StoreNames.OWNERS)) {
            for (TestRecord<byte[], byte[]> each : taskflow.topologyTestDriver()
                    .createOutputTopic(
                            "test-" + store + "-changelog", new ByteArrayDeserializer(), new ByteArrayDeserializer())
                    .readRecordsToList()) {
                bytes += each.key().length + (each.value() == null ? 0 : each.value().length);
            }
        }
        return bytes;
    }
}
