package dev.taskflow.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.Properties;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.junit.jupiter.api.Test;

class SharedByStreamTaskTest {
    private static final TaskId ONE = new TaskId(0, 1);
    private static final TaskId OTHER = new TaskId(0, 2);

    private final SharedByStreamTask<Object> shared = new SharedByStreamTask<>(context -> new Object());

    private Object open(TaskId streamTask, String node) {
        return shared.open(node, new MockProcessorContext<>(new Properties(), streamTask, new File("unused")));
    }

    @Test
    void theProcessorsOfAStreamTaskShareOne() {
        assertThat(open(ONE, "a")).isSameAs(open(ONE, "b")).isNotSameAs(open(OTHER, "a"));
    }

    @Test
    void aStreamTaskThatComesBackGetsANewOne() {
        Object before = open(ONE, "a");
        open(ONE, "b");
        shared.close(ONE);
        shared.close(ONE);

        Object after = open(ONE, "a");

        assertThat(after).isNotSameAs(before);
        assertThat(open(ONE, "b")).isSameAs(after);
    }

    @Test
    void aLifeThatWasNeverClosedLeavesNothingToTheNext() {
        Object cutShort = open(ONE, "a");

        Object after = open(ONE, "a");

        assertThat(after).isNotSameAs(cutShort);
        assertThat(open(ONE, "b")).isSameAs(after);
    }
}
