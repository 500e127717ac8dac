package dev.taskflow.rules;

import static dev.taskflow.rules.Fixtures.command;
import static dev.taskflow.rules.Fixtures.managed;
import static dev.taskflow.rules.Fixtures.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.v1.Finish;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.TaskSpec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** X4: what is too large, to the byte. */
class SizesTest {
    private static final int FIELD = 100;
    private static final int RECORD = 1_000;
    private static final Sizes SIZES = new Sizes(new Limits(FIELD, RECORD, 10, 10));

    private static FlowCommand finish(String summary) {
        return command("c").setFinish(new Finish(null, summary)).build();
    }

    private static FlowCommand creating(Map<String, String> labels, TaskSpec... tasks) {
        return command("c")
                .setCreateFlow(
                        managed().setLabels(labels).setTasks(List.of(tasks)).build())
                .build();
    }

    @Test
    void aRecordMayBeAsLargeAsTheLimit() {
        assertThat(SIZES.excess(finish("short"), RECORD)).isNull();
        assertThat(SIZES.excess(finish("short"), RECORD + 1)).contains("record").endsWith(".");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "é", "€", "😀"})
    void aTextIsMeasuredInBytesOfUtf8(String letter) {
        int bytes = letter.getBytes(StandardCharsets.UTF_8).length;
        String fits = letter.repeat(FIELD / bytes) + "x".repeat(FIELD % bytes);

        assertThat(SIZES.excess(finish(fits), RECORD)).isNull();
        assertThat(SIZES.excess(finish(fits + "x"), RECORD)).contains("finish.summary", "101");
    }

    @Test
    void bytesAreMeasuredAsTheyAre() {
        TaskSpec fits = task("a").setInput(ByteBuffer.allocate(FIELD)).build();
        TaskSpec excess = task("b").setInput(ByteBuffer.allocate(FIELD + 1)).build();

        assertThat(SIZES.excess(creating(Map.of(), fits), RECORD)).isNull();
        assertThat(SIZES.excess(creating(Map.of(), fits, excess), RECORD)).contains("createFlow.tasks[1].input");
    }

    @Test
    void aMapIsMeasuredAsAWholeWithItsKeys() {
        Map<String, String> fits = Map.of("k".repeat(20), "v".repeat(30), "K".repeat(20), "V".repeat(30));
        Map<String, String> excess = Map.of("k".repeat(20), "v".repeat(30), "K".repeat(20), "V".repeat(31));

        assertThat(SIZES.excess(creating(fits), RECORD)).isNull();
        assertThat(SIZES.excess(creating(excess), RECORD)).contains("createFlow.labels", "101");
    }

    @Test
    void metadataOfATaskIsNamedWithItsPath() {
        TaskSpec wide = task("a").setMetadata(Map.of("key", "v".repeat(FIELD))).build();

        assertThat(SIZES.excess(creating(Map.of(), wide), RECORD)).contains("createFlow.tasks[0].metadata");
    }

    @Test
    void theEnvelopeIsMeasuredToo() {
        FlowCommand wide = command("c".repeat(FIELD + 1)).build();

        assertThat(SIZES.excess(wide, RECORD)).contains("commandId");
    }

    @Test
    void nothingIsMeasuredInARecordThatIsSmallAsAWhole() {
        assertThat(SIZES.excess(finish("x".repeat(FIELD - 50)), FIELD)).isNull();
    }

    @Test
    void theMessageDoesNotRepeatWhatIsTooLarge() {
        assertThat(SIZES.excess(finish("secret".repeat(FIELD)), RECORD))
                .doesNotContain("secret")
                .hasSizeLessThan(200);
    }
}
