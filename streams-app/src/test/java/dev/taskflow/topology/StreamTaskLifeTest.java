package dev.taskflow.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskflow.input.LogEnds;
import dev.taskflow.input.PolledInput;
import dev.taskflow.rules.Limits;
import dev.taskflow.rules.Settings;
import dev.taskflow.serde.AvroSerializer;
import dev.taskflow.state.LivePartitions;
import dev.taskflow.state.StoreNames;
import dev.taskflow.topics.TopicCatalogue;
import dev.taskflow.topics.TopicSettings;
import dev.taskflow.v1.CreateFlow;
import dev.taskflow.v1.FlowCommand;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedPunctuator;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Lives of a stream task as Kafka Streams makes them: {@code init} and {@code close} on the same processor, several times, with the
 * punctuations of all of them kept.
 */
class StreamTaskLifeTest {
    private static final TopicCatalogue TOPICS =
            TopicCatalogue.of("taskflow.", Set.of("default"), TopicSettings.DEFAULTS);

    private final MockProcessorContext<byte[], Output> context = new MockProcessorContext<>();
    private final LivePartitions live = new LivePartitions();
    private final FlowProcessor processor = new FlowProcessor(
            new StreamTaskLives(TOPICS, settings(), live, PolledInput.withoutConsumer(), new Tally())::begin);

    @BeforeEach
    void openStores() {
        openStores(context);
    }

    private static void openStores(MockProcessorContext<byte[], Output> context) {
        addStore(context, StoreNames.FLOWS, Serdes.String());
        addStore(context, StoreNames.TASKS, Serdes.String());
        addStore(context, StoreNames.TIMERS, Serdes.Bytes());
        addStore(context, StoreNames.OWNERS, Serdes.Bytes());
        context.setCurrentSystemTimeMs(0);
        context.setRecordMetadata(TOPICS.flowCommands().name(), 0, 0);
    }

    @Test
    void S1_aRevivedStreamTaskHasOneTurnOfTimersAndNotTwo() {
        processor.init(context);
        processor.close();
        processor.init(context);

        assertThat(context.scheduledPunctuators())
                .extracting(CapturedPunctuator::cancelled)
                .containsExactly(true, false);
    }

    @Test
    void S1_aLifeThatWasNeverClosedEndsWhenTheNextOneBegins() {
        processor.init(context);
        processor.init(context);

        assertThat(context.scheduledPunctuators())
                .extracting(CapturedPunctuator::cancelled)
                .containsExactly(true, false);
        assertThat(live.now()).containsOnlyKeys(0);
    }

    @Test
    void S1_aTurnOfALifeThatIsOverIsRefused() {
        processor.init(context);
        CapturedPunctuator first = context.scheduledPunctuators().get(0);
        processor.close();
        processor.init(context);

        assertThatThrownBy(() -> first.getPunctuator().punctuate(0))
                .isInstanceOf(StreamsException.class)
                .hasMessageContaining("that is over");
        context.scheduledPunctuators().get(1).getPunctuator().punctuate(0);
    }

    @Test
    void S1_aRecordForALifeThatIsOverIsRefusedAndSetAsideNowhere() {
        StreamTaskLife[] lives = new StreamTaskLife[1];
        StreamTaskLives beginning =
                new StreamTaskLives(TOPICS, settings(), live, PolledInput.withoutConsumer(), new Tally());
        FlowProcessor watched = new FlowProcessor(given -> lives[0] = beginning.begin(given));
        watched.init(context);
        StreamTaskLife over = lives[0];
        watched.close();

        assertThatThrownBy(() -> over.process(new Record<>("flow-1".getBytes(UTF_8), new byte[0], 0)))
                .isInstanceOf(StreamsException.class);
        assertThat(context.forwarded()).isEmpty();
    }

    /** Kafka's producer says so after a commit that timed out, in an exception that is none of Kafka's. */
    @Test
    void S1_aRecordWhoseOutputsCannotBeSentIsNotSetAsideButDoneAgain() {
        FailingContext<byte[], Output> failing = new FailingContext<>();
        openStores(failing);
        processor.init(failing);

        assertThatThrownBy(() -> processor.process(create("flow-1"))).isInstanceOf(StreamsException.class);
        assertThat(failing.sent)
                .as("no dead letter was tried after the first output")
                .isEqualTo(1);
    }

    /** Sends nothing. */
    private static final class FailingContext<KeyT, ValueT> extends MockProcessorContext<KeyT, ValueT> {
        private int sent;

        @Override
        public <K extends KeyT, V extends ValueT> void forward(Record<K, V> output, String child) {
            sent++;
            throw new IllegalStateException("the transaction must be retried");
        }
    }

    private static Record<byte[], byte[]> create(String flowId) {
        FlowCommand command = FlowCommand.newBuilder()
                .setCommandId("command-1")
                .setFlowId(flowId)
                .setOwnerKey("acme")
                .setIssuedAt(Instant.EPOCH)
                .setCreateFlow(CreateFlow.newBuilder()
                        .setControllerId("controller-1")
                        .setGoal("a goal")
                        .build())
                .build();
        try (AvroSerializer<FlowCommand> serializer = new AvroSerializer<>()) {
            serializer.configure(settings().serdeConfig(), false);
            byte[] value = serializer.serialize(TOPICS.flowCommands().name(), command);
            return new Record<>(flowId.getBytes(UTF_8), value, 0);
        }
    }

    @Test
    void aPartitionIsLiveForAsLongAsItsStreamTaskIs() {
        processor.init(context);
        assertThat(live.now()).containsOnlyKeys(0);

        processor.close();
        processor.close();

        assertThat(live.now()).isEmpty();
    }

    private static <K> void addStore(MockProcessorContext<byte[], Output> context, String name, Serde<K> keys) {
        KeyValueStore<K, byte[]> store = Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(name), keys, Serdes.ByteArray())
                .withLoggingDisabled()
                .withCachingDisabled()
                .build();
        store.init(context.getStateStoreContext(), store);
        context.addStateStore(store);
    }

    private static TopologySettings settings() {
        return new TopologySettings(
                new Settings(Limits.DEFAULT, Duration.ofMinutes(1), Set.copyOf(List.of("default"))),
                1,
                Map.of("schema.registry.url", "mock://stream-task-life"),
                "taskflow/test",
                TimerPace.DEFAULT,
                false,
                1_000,
                () -> Instant.EPOCH,
                TimerGates.OPEN,
                Map.of(),
                LogEnds.UNKNOWN,
                () -> () -> "dispatch");
    }
}
