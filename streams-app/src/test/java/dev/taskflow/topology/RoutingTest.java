package dev.taskflow.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskflow.topics.FlowPartitioner;
import dev.taskflow.topics.Topic;
import dev.taskflow.topics.TopicCatalogue;
import dev.taskflow.topics.TopicSettings;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a record belongs, and how it is sent there (contract, section 2; X5). */
class RoutingTest {

    private static final int PARTITIONS = 6;
    private static final Topic<?> COMMANDS = TopicCatalogue.of(
                    TopicCatalogue.DEFAULT_PREFIX, List.of("default"), TopicSettings.DEFAULTS)
            .flowCommands();

    private final Routing routing = new Routing(COMMANDS, Nodes.REROUTED_COMMANDS_SINK, PARTITIONS);

    private record From(int partition) implements RecordMetadata {
        @Override
        public String topic() {
            return COMMANDS.name();
        }

        @Override
        public long offset() {
            return 42;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"flow-1", "flow-2", "a", "550e8400-e29b-41d4-a716-446655440000"})
    void aFlowBelongsToThePartitionOfJavasDefaultPartitionerAlone(String flowId) {
        int home = FlowPartitioner.partitionOf(flowId, PARTITIONS);

        List<Integer> accepted = IntStream.range(0, PARTITIONS)
                .filter(partition -> !routing.isMisrouted(received(flowId, new byte[1], new From(partition)), flowId))
                .boxed()
                .toList();

        assertThat(accepted).containsExactly(home);
    }

    @Test
    void aRecordWithoutKeyOrWithAnotherIsMisroutedEvenOnItsPartition() {
        From home = new From(FlowPartitioner.partitionOf("flow-1", PARTITIONS));

        assertThat(routing.isMisrouted(received(null, new byte[1], home), "flow-1"))
                .isTrue();
        assertThat(routing.isMisrouted(received("flow-2", new byte[1], home), "flow-1"))
                .isTrue();
        assertThat(routing.isMisrouted(received("", new byte[1], home), "flow-1"))
                .isTrue();
        assertThat(routing.isMisrouted(received("\"flow-1\"", new byte[1], home), "flow-1"))
                .isTrue();
    }

    @Test
    void X5_aRecordThatIsSentOnKeepsValueAndHeadersAndGetsTheFlowIdAsKey() {
        byte[] value = {0, 1, 2};
        ReceivedRecord received = received(null, value, new From(3));
        received.headers().add("client", "c".getBytes(UTF_8)).add("traceparent", "t".getBytes(UTF_8));

        Output output = routing.sentOn(received, "flow-1");

        assertThat(output.sink()).isEqualTo(Nodes.REROUTED_COMMANDS_SINK);
        assertThat(output.topic()).isEqualTo(COMMANDS.name());
        Record<byte[], Output> sentOn = output.asRecord(99);
        assertThat(sentOn.key()).isEqualTo("flow-1".getBytes(UTF_8));
        assertThat(new Output.ValueSerializer().serialize(COMMANDS.name(), sentOn.value()))
                .isSameAs(value);
        assertThat(sentOn.timestamp()).isEqualTo(99);
        assertThat(text(sentOn.headers(), "client")).isEqualTo("c");
        assertThat(text(sentOn.headers(), "traceparent")).isEqualTo("t");
        assertThat(text(sentOn.headers(), Routing.REROUTED_FROM)).isEqualTo("3");
        assertThat(received.headers().lastHeader(Routing.REROUTED_FROM))
                .as("the received record stays as it was, for the dead letters")
                .isNull();
    }

    @Test
    void aRecordIsSentOnOnceAtMost() {
        ReceivedRecord received = received("flow-1", new byte[1], new From(2));
        received.headers().add(Routing.REROUTED_FROM, "3".getBytes(UTF_8));

        assertThatThrownBy(() -> routing.sentOn(received, "flow-1"))
                .isInstanceOf(RejectedRecordException.class)
                .hasMessageContaining("still on a wrong partition")
                .hasMessageContaining("has taskflow.flow-commands changed its number of partitions");
    }

    @Test
    void X4_whatTheTopicWouldNotTakeIsNotSentOn() {
        ReceivedRecord received = received(null, new byte[COMMANDS.maxMessageBytes()], new From(2));

        assertThatThrownBy(() -> routing.sentOn(received, "flow-1"))
                .isInstanceOf(RejectedRecordException.class)
                .hasMessageContaining("too large to be re-routed")
                .hasMessageContaining("set its key to the flowId");
    }

    @SuppressWarnings("NullAway") // A Kafka key may be null, which Record's type does not say.
    private static ReceivedRecord received(@Nullable String key, byte[] value, From from) {
        return new ReceivedRecord(
                new Record<>(key == null ? null : key.getBytes(UTF_8), value, 7, new RecordHeaders()), from);
    }

    private static String text(Headers headers, String name) {
        return new String(headers.lastHeader(name).value(), UTF_8);
    }
}
