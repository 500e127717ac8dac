package dev.taskflow.topology;

import dev.taskflow.input.PolledInput;
import dev.taskflow.state.LivePartitions;
import dev.taskflow.state.StoreNames;
import dev.taskflow.topics.Topic;
import dev.taskflow.topics.TopicCatalogue;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.TopicNameExtractor;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The wiring. Both inputs are in one sub-topology, since they share the stores: partition n of both is one stream task. Every
 * node and store has an explicit name, and a test holds the description, so that an upgrade cannot orphan state.
 */
public final class TaskFlowTopology {
    private final TopicCatalogue topics;
    private final TopologySettings settings;
    private final LivePartitions live;
    private final PolledInput polled;
    private final Tally tally;

    private final Topology topology = new Topology();

    private TaskFlowTopology(
            TopicCatalogue topics, TopologySettings settings, LivePartitions live, PolledInput polled, Tally tally) {
        this.topics = topics;
        this.settings = settings;
        this.live = live;
        this.polled = polled;
        this.tally = tally;
    }

    /** The topology for these topics. */
    public static Topology build(TopicCatalogue topics, TopologySettings settings) {
        return build(topics, settings, new LivePartitions(), PolledInput.withoutConsumer(), new Tally());
    }

    /**
     * The same.
     *
     * @param live is told on which partitions it processes
     * @param polled tells it when to commit, and how far the input has been read
     * @param tally is told what is done
     */
    public static Topology build(
            TopicCatalogue topics, TopologySettings settings, LivePartitions live, PolledInput polled, Tally tally) {
        return new TaskFlowTopology(topics, settings, live, polled, tally).build();
    }

    private Topology build() {
        addSource(Nodes.COMMANDS_SOURCE, topics.flowCommands());
        addSource(Nodes.TASK_EVENTS_SOURCE, topics.taskEvents());
        StreamTaskLives lives = new StreamTaskLives(topics, settings, live, polled, tally);
        topology.addProcessor(
                Nodes.PROCESSOR,
                () -> new FlowProcessor(lives::begin),
                Nodes.COMMANDS_SOURCE,
                Nodes.TASK_EVENTS_SOURCE);
        addStores();
        addSinks();
        return topology;
    }

    private void addSource(String name, Topic<?> topic) {
        topology.addSource(
                AutoOffsetReset.earliest(),
                name,
                new InputTimestamps(settings.wallClock()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                topic.name());
    }

    private void addStores() {
        // Several reports of a flow's tasks come in one transaction: its row is written once for all of them. No other
        // row is.
        addStore(store(StoreNames.FLOWS, Serdes.String()).withCachingEnabled());
        addStore(store(StoreNames.TASKS, Serdes.String()));
        addStore(store(StoreNames.TIMERS, Serdes.Bytes()));
        addStore(store(StoreNames.OWNERS, Serdes.Bytes()));
    }

    private <K> StoreBuilder<KeyValueStore<K, byte[]>> store(String name, Serde<K> keys) {
        KeyValueBytesStoreSupplier rows =
                settings.persistentStores() ? Stores.persistentKeyValueStore(name) : Stores.inMemoryKeyValueStore(name);
        return Stores.keyValueStoreBuilder(rows, keys, Serdes.ByteArray())
                .withCachingDisabled()
                .withLoggingEnabled(Map.of());
    }

    private void addStore(StoreBuilder<?> store) {
        topology.addStateStore(store, Nodes.PROCESSOR);
    }

    private void addSinks() {
        TopicNameExtractor<byte[], Output> byOutput = (key, output, context) -> output.topic();
        topology.addSink(
                Nodes.TASK_DISPATCHES_SINK,
                byOutput,
                new ByteArraySerializer(),
                new Output.ValueSerializer(),
                Nodes.PROCESSOR);
        addSink(Nodes.TASK_CANCELLATIONS_SINK, topics.taskCancellations());
        addSink(Nodes.FLOW_EVENTS_SINK, topics.flowEvents());
        addSink(Nodes.FLOW_SETTLED_SINK, topics.flowSettled());
        addSink(Nodes.COMMAND_RESULTS_SINK, topics.commandResults());
        addSink(Nodes.DEAD_LETTERS_SINK, topics.deadLetters());
        addSink(Nodes.REROUTED_COMMANDS_SINK, topics.flowCommands());
        addSink(Nodes.REROUTED_TASK_EVENTS_SINK, topics.taskEvents());
    }

    private void addSink(String name, Topic<?> topic) {
        topology.addSink(name, topic.name(), new ByteArraySerializer(), new Output.ValueSerializer(), Nodes.PROCESSOR);
    }
}
